package io.ranvier.cli.report;

import io.ranvier.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// How long a step takes at one size of a network.
///
/// @param system who computed it: `ranvier`, `pytorch`
/// @param axis what is varied: `batch`, `width`, `depth`, `side`
/// @param mode `train` or `infer`
/// @param milliseconds the median
public record ScaleTime(
    String system,
    String axis,
    int value,
    String mode,
    int batch,
    int threads,
    double milliseconds) {

  /// One line of JSON; [#read] reads many.
  public String json() {
    var map = new LinkedHashMap<String, Object>();
    map.put("system", system);
    map.put("axis", axis);
    map.put("value", value);
    map.put("mode", mode);
    map.put("batch", batch);
    map.put("threads", threads);
    map.put("median_ms", milliseconds);
    map.put("items_per_s", batch * 1000 / milliseconds);
    return Json.line(map);
  }

  /// The times in a file of such lines; other fields are passed over, and empty lines.
  ///
  /// @throws FormatException if a line is none
  public static List<ScaleTime> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank())
          .map(line -> parse(file, line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }

  private static ScaleTime parse(Path file, String line) {
    try {
      var fields = fields(line);
      return new ScaleTime(
          text(fields, "system"),
          text(fields, "axis"),
          Integer.parseInt(text(fields, "value")),
          text(fields, "mode"),
          Integer.parseInt(text(fields, "batch")),
          Integer.parseInt(text(fields, "threads")),
          Double.parseDouble(text(fields, "median_ms")));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new FormatException(file, "no time of a step: " + line + " (" + e.getMessage() + ")");
    }
  }

  private static String text(Map<String, String> fields, String name) {
    var value = fields.get(name);
    if (value == null) throw new IllegalArgumentException("without " + name);
    return value;
  }

  /// Of a flat object, the values as they are written.
  private static Map<String, String> fields(String line) {
    var fields = new HashMap<String, String>();
    try (var json = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
      var name = "";
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME) name = json.getString();
        else if (token.isScalarValue()) fields.put(name, json.getString());
      }
    }
    return fields;
  }
}
