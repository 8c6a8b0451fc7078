// jsdom has no `fetch`, `Request`, `Response` or `Headers`: a test passes its own `fetch`.
const { TestEnvironment } = require('jest-environment-jsdom');

module.exports = class extends TestEnvironment {
  constructor(...parameters) {
    super(...parameters);
    Object.assign(this.global, { fetchOfNode: globalThis.fetch, webSocketOfNode: require('ws') });
  }
};
