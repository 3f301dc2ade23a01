// Written by `make generate`: not to be edited.

export const PROTOCOL = 'nnp.v1';

/** Why the server closes a connection. */
export const CLOSE_CODES = {
  STOPPING: 4001, // The server is stopping; it may be back in a moment.
  TOO_SLOW: 4002, // This connection was too slow to keep up.
  FULL: 4003, // The server is full; please try again later.
  INTERNAL: 4004, // Something went wrong in the server.
  NO_HELLO: 4005, // No hello came in time.
  TOO_MANY_MESSAGES: 4008, // Too many messages came from this connection.
  TOO_MANY_CODES: 4010, // Too many codes are being tried here; scan the square, or try again.
  TOO_MANY_CONNECTIONS: 4009, // Too many connections come from this address; try again in a moment.
  MOVED: 4011, // This is at another replica of the server.
  BAD_HELLO: 4500, // The first message was not a proper hello.
  UNKNOWN_VERSION: 4501, // Page and server are of different versions; please reload the page.
  NO_SUCH_ROOM: 4502, // This room does not exist any more.
  BAD_TOKEN: 4503, // This link does not open the room.
  NO_SUCH_CLASS: 4507, // No class that can be joined has this code.
  REMOVED: 4508, // You are not in this class any more.
  CLASS_OVER: 4509, // This class is over.
  FOREIGN_ORIGIN: 4504, // Pages of other sites may not connect here.
  TOO_LARGE: 4506, // A message was too large.
};

/** Why a message is refused. */
export const ERROR_CODES = [
  'bad_message', // The message cannot be read, or a field is missing, of the wrong kind or too much.
  'unknown_type', // There is no message of this type.
  'forbidden', // Only who holds the controls of the room may do this.
  'invalid', // The message was read, but what it asks for is not possible.
  'too_fast', // More messages came than are allowed; this one was not carried out.
  'internal', // Something went wrong in the server, and training in this room was paused.
];
