/**
 * The version of the wire protocol, and the hash of its schemas. A test computes the hash anew: whoever
 * changes a schema must look here, and raise the version unless older devices and servers get along
 * with the change.
 */
export const protocolVersion = 1;
export const schemaHash = '186bdef6081dabc1';
