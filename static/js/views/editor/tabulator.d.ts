/** The table library has no types of its own. */
declare module 'tabulator-tables';
