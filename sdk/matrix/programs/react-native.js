// A bare React Native app: its own URL, the AbortController and the fetch that it brings, and no more of a browser than that.
import { AbortController, AbortSignal } from 'abort-controller/dist/abort-controller';
import { URL, URLSearchParams } from 'react-native/Libraries/Blob/URL';

Object.assign(globalThis, { AbortController, AbortSignal, URL, URLSearchParams });
globalThis.self = globalThis;
require('whatwg-fetch');
require('./bundle.mjs');
