/// The command.
module io.ranvier.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires io.ranvier.core;
  requires io.ranvier.nn;
  requires io.ranvier.data;
  requires io.ranvier.io;
  requires io.ranvier.zoo;

  opens io.ranvier.cli to
      info.picocli;
}
