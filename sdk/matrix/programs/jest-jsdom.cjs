// jsdom has no `fetch`, `Request`, `Response` or `Headers`: a test passes its own `fetch`. Node's refuses jsdom's signals, so each is
// translated into one of Node's.
const { TestEnvironment } = require('jest-environment-jsdom');

const fetchOfNode = (url, { signal, ...init }) => {
  const controller = new AbortController();
  signal?.addEventListener('abort', () => controller.abort(signal.reason));
  return fetch(url, { ...init, signal: controller.signal });
};

module.exports = class extends TestEnvironment {
  constructor(...parameters) {
    super(...parameters);
    Object.assign(this.global, { fetchOfNode, webSocketOfNode: require('ws') });
  }
};
