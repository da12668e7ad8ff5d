package io.ranvier.nn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model in a named module, compiled here and run as a module in a JVM of its own.
class ClosedModuleTest {
  private static final String MODEL =
      """
      package com.example.nets;
      import io.ranvier.nn.*;
      import io.ranvier.tensor.Tensor;
      public final class Net implements Layer {
        private final Linear fc = new Linear(2, 2);
        public Tensor forward(Tensor x) { return fc.forward(x); }
        public static void main(String[] args) { System.out.println(Variables.of(new Net()).keySet()); }
      }
      """;

  @TempDir Path folder;

  @Test
  void theMissingLineIsNamed() throws Exception {
    assertThat(run(""))
        .contains(
            "add this line to the module-info.java of com.example:  "
                + "opens com.example.nets to io.ranvier.nn;");
  }

  @Test
  void withTheLineParametersAreFound() throws Exception {
    assertThat(run("opens com.example.nets to io.ranvier.nn;")).contains("[fc.weight, fc.bias]");
  }

  private String run(String opens) throws Exception {
    var modules =
        Stream.of(Tensor.class, Layer.class, NullMarked.class)
            .map(ClosedModuleTest::home)
            .collect(Collectors.joining(File.pathSeparator));
    Assumptions.assumeTrue(
        Files.exists(Path.of(home(Layer.class)).resolve("module-info.class"))
            || home(Layer.class).endsWith(".jar"),
        "the classes under test are no module");
    var source = Files.createDirectories(folder.resolve("source/com/example/nets"));
    Files.writeString(source.resolve("Net.java"), MODEL);
    var descriptor =
        Files.writeString(
            folder.resolve("source/module-info.java"),
            "module com.example { requires io.ranvier.nn; " + opens + " }");
    var classes = folder.resolve("classes");
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-d",
                classes.toString(),
                "-p",
                modules,
                descriptor.toString(),
                source.resolve("Net.java").toString());
    assertThat(compiled).isZero();
    return output(modules + File.pathSeparator + classes);
  }

  private static String output(String modules) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(java, "-p", modules, "-m", "com.example/com.example.nets.Net")
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
