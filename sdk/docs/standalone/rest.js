const style = getComputedStyle(document.documentElement);
const color = (name) => style.getPropertyValue(`--${name}`).trim();
const label = isDark ? '#9fb4c8' : '#565a66';

Redoc.init(
  'openapi.json',
  {
    disableGoogleFont: true,
    hideDownloadButton: true,
    theme: {
      colors: {
        primary: { main: color('brand') },
        text: { primary: color('text'), secondary: color('muted') },
        border: { dark: color('line'), light: color('line') },
        gray: { 50: color('soft'), 100: color('soft') },
        error: { main: isDark ? '#ff8f8f' : '#b3261e' },
        success: { main: isDark ? '#7fd99a' : '#1a6b32' },
        warning: { main: isDark ? '#f0c46c' : '#7a5200' },
        responses: {
          success: { color: isDark ? '#7fd99a' : '#1a6b32', backgroundColor: color('soft') },
          error: { color: isDark ? '#ff8f8f' : '#b3261e', backgroundColor: color('soft') },
        },
      },
      schema: {
        nestedBackground: color('soft'),
        linesColor: label,
        typeNameColor: label,
        typeTitleColor: label,
        requireLabelColor: isDark ? '#ff8f8f' : '#b3261e',
        arrow: { color: label },
      },
      sidebar: { backgroundColor: color('soft'), textColor: color('text'), activeTextColor: color('brand') },
      typography: {
        fontFamily: 'system-ui, sans-serif',
        headings: { fontFamily: 'system-ui, sans-serif' },
        code: { color: isDark ? '#ffb3a7' : '#9b1c1c', backgroundColor: color('soft') },
        links: { color: color('brand'), visited: color('brand'), hover: color('text') },
      },
      rightPanel: { backgroundColor: '#1f2428' },
    },
  },
  document.getElementById('reference'),
);
