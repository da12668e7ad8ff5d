package io.ranvier.cli.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Maps, lists, texts, numbers and truth values as JSON. What is no number in JSON, such as NaN, is
/// `null`.
public final class Json {
  private Json() {}

  /// In one line.
  public static String line(@Nullable Object value) {
    return text(value, ObjectWriteContext.empty());
  }

  /// A line for each member, for people to read.
  public static String lines(@Nullable Object value) {
    return text(value, new Indented()) + "\n";
  }

  private static String text(@Nullable Object value, ObjectWriteContext context) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(context, text)) {
      write(json, value);
    }
    return text.toString();
  }

  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }
  }

  private static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach(
            (key, member) -> {
              json.writeName(String.valueOf(key));
              write(json, member);
            });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(element -> write(json, element));
        json.writeEndArray();
      }
      case Boolean truth -> json.writeBoolean(truth);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case Double _ -> json.writeNull();
      default -> json.writeString(value.toString());
    }
  }
}
