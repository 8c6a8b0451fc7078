import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadConfig } from './config.ts';
import { startSession } from './session.ts';
import './styles/base.css';
import './styles/sign-in.css';
import './styles/wall.css';

const root = createRoot(document.getElementById('root') as HTMLElement);

try {
  const config = await loadConfig();
  const start = await startSession(config);
  root.render(
    <StrictMode>
      <App config={config} start={start} />
    </StrictMode>,
  );
} catch (error) {
  root.render(
    <main className="sign-in" role="alert">
      <h1>Northwind Lockers</h1>
      <p>
        This page is not set up: {error instanceof Error ? error.message : 'its settings cannot be read.'}
      </p>
      <p>
        On your own machine: start the sandbox with <code>npm run sandbox -- --env-file .env</code> and
        reload.
      </p>
    </main>,
  );
}
