/// The command.
@SuppressWarnings("requires-automatic") // of what draws charts, no jar is a module
module io.ranvier.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires io.ranvier.bench;
  requires io.ranvier.core;
  requires io.ranvier.nn;
  requires io.ranvier.data;
  requires io.ranvier.io;
  requires io.ranvier.zoo;
  requires java.desktop;
  requires me.tongfei.progressbar;
  requires tools.jackson.core;
  requires VectorGraphics2D;
  requires xchart;

  opens io.ranvier.cli to
      info.picocli;
}
