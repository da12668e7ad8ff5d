package io.ranvier.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  private static final Path HOME = Path.of("/home/ada").toAbsolutePath();
  private static final Path OTHER = Path.of("/var/caches").toAbsolutePath();

  @Test
  void followsEachSystemsCustom() {
    assertThat(CacheFolder.of("Linux", Map.of(), HOME))
        .isEqualTo(HOME.resolve(".cache/ranvier/datasets"));
    assertThat(CacheFolder.of("Linux", Map.of("XDG_CACHE_HOME", OTHER.toString()), HOME))
        .isEqualTo(OTHER.resolve("ranvier/datasets"));
    assertThat(CacheFolder.of("Mac OS X", Map.of("XDG_CACHE_HOME", OTHER.toString()), HOME))
        .isEqualTo(HOME.resolve("Library/Caches/ranvier/datasets"));
    assertThat(CacheFolder.of("Windows 11", Map.of("LOCALAPPDATA", OTHER.toString()), HOME))
        .isEqualTo(OTHER.resolve("ranvier/datasets"));
    assertThat(CacheFolder.of("Windows 11", Map.of(), HOME))
        .isEqualTo(HOME.resolve("AppData/Local/ranvier/datasets"));
  }

  @Test
  void ignoresRelativePaths() {
    assertThat(CacheFolder.of("Linux", Map.of("XDG_CACHE_HOME", "caches"), HOME))
        .isEqualTo(HOME.resolve(".cache/ranvier/datasets"));
  }
}
