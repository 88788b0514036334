/// Conversations that are kept: one SQLite file, search, export and import.
@org.jspecify.annotations.NullMarked
module dev.fathom.chats {
  requires static transitive org.jspecify;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.chats;
}
