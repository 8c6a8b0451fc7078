// Metro, as `react-native bundle` runs it: `node metro.cjs <folder> <preset> <bundle file>`.
const path = require('node:path');
const metro = require('metro');
const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config');

const [folder, preset, bundleFile] = process.argv.slice(2);
const modules = path.join(__dirname, '../node_modules');
process.env.NORTHWIND_BABEL_PRESET = require.resolve(preset);

(async () => {
  const config = mergeConfig(await getDefaultConfig(folder), {
    projectRoot: folder,
    watchFolders: [folder, modules, path.join(__dirname, '../../../node_modules')],
    resolver: {
      nodeModulesPaths: [modules],
      // The package is a link to its dependencies here; an app has copies of them.
      unstable_enableSymlinks: true,
    },
    transformer: { babelTransformerPath: path.join(__dirname, 'babel-transformer.cjs') },
    cacheStores: [],
    reporter: { update() {} },
  });
  await metro.runBuild(config, {
    entry: path.join(folder, 'react-native.js'),
    out: bundleFile,
    platform: 'ios',
    dev: false,
    minify: false,
  });
})();
