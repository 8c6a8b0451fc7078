// Runs a bundle with the globals of React Native and calls its `run`: `node react-native-app.mjs <bundle>`, settings on stdin, the result
// as JSON on stdout.
import { readFile } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import vm from 'node:vm';
import WebSocket from 'ws';
import XMLHttpRequest from 'xhr2';

const [bundleFile] = process.argv.slice(2);
const { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance } = globalThis;
// The buffers are those of the host, whose XMLHttpRequest fills them.
const { atob, btoa, TextEncoder, crypto, ArrayBuffer, Uint8Array, DataView } = globalThis;
// What an app logs is not the result.
const { error } = console;
const app = vm.createContext({
  ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance },
  ...{ atob, btoa, TextEncoder, ArrayBuffer, Uint8Array, DataView, XMLHttpRequest, WebSocket },
  console: { ...console, debug: error, info: error, log: error },
  navigator: { product: 'ReactNative' },
  // No native modules: React Native's URL asks for that of blobs, and does without.
  nativeModuleProxy: {},
  // As react-native-get-random-values gives it: nothing else of Web Crypto.
  crypto: { getRandomValues: (array) => crypto.getRandomValues(array) },
});
vm.runInContext('globalThis.window = globalThis; globalThis.global = globalThis;', app);
vm.runInContext(await readFile(bundleFile, 'utf8'), app, { filename: bundleFile });
process.stdout.write(JSON.stringify(await app.run(await json(process.stdin))));
