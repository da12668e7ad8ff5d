package io.ranvier.data.mnist;

/// What a downloaded file must be, to the byte.
///
/// @param sha256 in hexadecimal
record Pin(String name, long bytes, String sha256) {}
