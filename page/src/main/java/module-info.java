/// The page that the server shows: its own files and the published packages it uses, nothing from
/// outside.
@org.jspecify.annotations.NullMarked
module dev.fathom.page {
  requires static transitive org.jspecify;

  exports dev.fathom.page;
}
