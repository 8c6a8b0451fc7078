// Babel with the preset of the app and nothing else, so that what the preset refuses fails.
const { parseSync, transformFromAstSync } = require('@babel/core');

module.exports.transform = ({ src, filename, options }) => {
  const config = {
    cwd: options.projectRoot,
    babelrc: false,
    configFile: false,
    filename,
    sourceType: 'unambiguous',
    caller: { name: 'metro', bundler: 'metro', platform: options.platform, engine: 'hermes' },
    presets: [
      [process.env.NORTHWIND_BABEL_PRESET, { enableBabelRuntime: false, reanimated: false, worklets: false }],
    ],
  };
  const ast = parseSync(src, config);
  return { ast: transformFromAstSync(ast, src, { ...config, ast: true, code: false }).ast, metadata: {} };
};
