// Stands inside the page and runs before its first paint and before its script has come.
import './before_paint.js';
import './first_space.js';
import './not_started.js';
import { isInClass, safeStorage } from './protocol/session.js';
import { openEarly } from './protocol/socket.js';

const storage = safeStorage(globalThis);
// main.js takes it over.
if (!isInClass(location, storage)) globalThis.early = openEarly({ location, storage });
