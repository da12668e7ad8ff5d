package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One walk through a model: what it is made of is decided in [#visit].
final class ModelWalk {
  private final SequencedMap<String, Leaf> leaves = new LinkedHashMap<>();
  private final SequencedMap<String, Layer> layers = new LinkedHashMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /// To be looked at when everything with a name has been found.
  private final Queue<Capture> captures = new ArrayDeque<>();

  private record Capture(String path, Field field, Object owner) {}

  private ModelWalk() {}

  static ModelWalk of(Layer model) {
    var walk = new ModelWalk();
    walk.visit("", model);
    while (!walk.captures.isEmpty()) walk.requireNothingNew(walk.captures.remove());
    return walk;
  }

  SequencedMap<String, Leaf> leaves() {
    return leaves;
  }

  SequencedMap<String, Layer> layers() {
    return layers;
  }

  private void visit(String path, @Nullable Object part) {
    if (part == null || !(part instanceof Optional) && !seen.add(part)) return;
    switch (part) {
      case Leaf leaf -> leaves.put(path, leaf);
      case Optional<?> maybe -> maybe.ifPresent(item -> visit(path, item));
      case Container container -> {
        layers.put(path, container);
        visit(path, container.parts());
      }
      case Recurrent recurrent -> {
        layers.put(path, recurrent);
        recurrent.suffixes().forEach((suffix, cell) -> fields(path, cell, suffix));
        visit(join(path, "dropout"), recurrent.dropout());
      }
      case Layer layer -> {
        layers.put(path, layer);
        fields(path, layer, "");
      }
      case Map<?, ?> map -> map.forEach((name, item) -> visit(join(path, "" + name), item));
      case Iterable<?> list -> items(path, list);
      case Object[] array -> items(path, Arrays.asList(array));
      case Record group when !isForeign(group) -> fields(path, group, "");
      default -> {}
    }
  }

  private void items(String path, Iterable<?> list) {
    int i = 0;
    for (var item : list) visit(join(path, "" + i++), item);
  }

  /// @param suffix what the names end in
  private void fields(String path, Object owner, String suffix) {
    var types = new ArrayDeque<Class<?>>();
    for (Class<?> c = owner.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
      types.push(c);
    }
    for (var type : types) {
      for (var field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) continue;
        if (isCaptured(field, type)) captures.add(new Capture(path, field, owner));
        else if (!field.isSynthetic()) {
          var part = read(field, owner);
          var name = snakeCase(field.getName()) + suffix;
          visit(isNameless(part) ? path : join(path, name), part);
        }
      }
    }
  }

  /// Whether the leaves in `part` go by the name of the layer that it is a part of.
  private static boolean isNameless(@Nullable Object part) {
    return part instanceof ChannelNorm.Part
        || part instanceof Optional<?> maybe
            && maybe.filter(ChannelNorm.Part.class::isInstance).isPresent();
  }

  /// Whether `field` holds what a lambda, or a local or anonymous class, took from the code around
  /// it.
  private static boolean isCaptured(Field field, Class<?> type) {
    return type.isHidden() || field.isSynthetic() && field.getName().startsWith("val$");
  }

  /// What is captured has no name; so it may be used, but must be found elsewhere.
  private void requireNothingNew(Capture capture) {
    int before = leaves.size();
    visit(join(capture.path, capture.field.getName()), read(capture.field, capture.owner));
    if (leaves.size() == before) return;
    throw new IllegalStateException(
        "the layer at \"%s\" is a lambda, or a local class, that holds parameters of its own; "
                .formatted(capture.path)
            + "without a field they have no name: declare the layer as a record or a class with"
            + " fields, or as a Sequential");
  }

  /// Records of the core, such as windows and shapes, and of the JDK: nothing is in them, and they
  /// are not open.
  private static boolean isForeign(Record group) {
    var home = group.getClass().getModule();
    return home.isNamed()
        && (home == Tensor.class.getModule() || home.getName().startsWith("java."));
  }

  private static @Nullable Object read(Field field, Object owner) {
    try {
      field.setAccessible(true);
      return field.get(owner);
    } catch (InaccessibleObjectException _) {
      var type = field.getDeclaringClass();
      throw new IllegalStateException(
          "the fields of %s are not open, so its parameters cannot be found; add this line to the module-info.java of %s:  opens %s to %s;"
              .formatted(
                  type.getName(),
                  type.getModule().getName(),
                  type.getPackageName(),
                  ModelWalk.class.getModule().getName()));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + field, e);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// `runningMean` as `running_mean`; `conv1` stays.
  static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
