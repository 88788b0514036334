package dev.fathom.page;

/// One file of the page. The arrays are not copied and not to be changed.
///
/// @param mediaType as in `Content-Type`
/// @param gzip the same bytes compressed; empty where that does not pay
/// @param tag its entity tag, quotes included
public record PageFile(String path, String mediaType, byte[] bytes, byte[] gzip, String tag) {}
