// Jest's own environment for Node, with what Node 20 programs add to it.
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  constructor(...parameters) {
    super(...parameters);
    Object.assign(this.global, { webSocketOfNode: globalThis.WebSocket ?? require('ws'), secret: true });
  }
};
