package io.ranvier.data.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// SHA-256 without checked exceptions.
public final class Sha256 {
  private Sha256() {}

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /// The hexadecimal SHA-256 of hashes, one after the other: one hash for a set of files.
  public static String ofHashes(List<byte[]> hashes) {
    var all = digest();
    hashes.forEach(all::update);
    return hex(all);
  }

  /// Ends `digest` and gives its hash in hexadecimal.
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
