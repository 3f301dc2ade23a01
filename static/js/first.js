// Stands inside the page and runs before its first paint and before its script has come.
import './before_paint.js';
import './first_space.js';
import './not_started.js';
import { safeStorage } from './protocol/session.js';
import { openEarly } from './protocol/socket.js';

// main.js takes it over.
globalThis.early = openEarly({ location, storage: safeStorage(globalThis) });
