// A bare React Native app: its own URL and FormData, the AbortController and the fetch that it brings, and no more of a browser than that.
import { AbortController, AbortSignal } from 'abort-controller/dist/abort-controller';
import { URL, URLSearchParams } from 'react-native/Libraries/Blob/URL';
import FormData from 'react-native/Libraries/Network/FormData';

Object.assign(globalThis, { AbortController, AbortSignal, FormData, URL, URLSearchParams });
globalThis.self = globalThis;
require('whatwg-fetch');
require('./bundle.mjs');
