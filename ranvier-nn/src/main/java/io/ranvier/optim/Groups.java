package io.ranvier.optim;

import io.ranvier.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which parameters follow which [Rule], with which learning rate.
///
///     Groups.all(new AdamW(1e-3))
///         .with(p -> p.name().endsWith("bias"), new AdamW(1e-3).weightDecay(0))
///         .with(p -> p.name().startsWith("encoder."), new AdamW(1e-5))
///         .without(p -> p.name().startsWith("encoder.conv1."))
///
/// What is said last holds where several predicates do. The rates of the groups stay in proportion:
/// [Optimizer#learningRate(double)] sets that of `rest`, and moves the others along.
///
/// @param rest what no group names
/// @param groups in the order in which they were said
public record Groups(Rule rest, List<Group> groups) {

  /// @param rule nothing for parameters that stay as they are
  public record Group(Predicate<Parameter> of, Optional<Rule> rule) {}

  public Groups {
    groups = List.copyOf(groups);
    for (var group : groups) group.rule.ifPresent(rule -> requireProportion(rest, rule));
  }

  private static void requireProportion(Rule rest, Rule rule) {
    if (rest.learningRate() > 0 || rule.learningRate() == rest.learningRate()) return;
    throw new IllegalArgumentException(
        "groups: the learningRate of the rest is %s, and must be above 0 where that of a group is %s"
            .formatted(rest.learningRate(), rule.learningRate()));
  }

  /// One rule for all parameters.
  public static Groups all(Rule rule) {
    return new Groups(rule, List.of());
  }

  /// The parameters for which `of` holds follow `rule`; their [Parameter#name] is their path.
  public Groups with(Predicate<Parameter> of, Rule rule) {
    return and(new Group(of, Optional.of(rule)));
  }

  /// The parameters for which `of` holds stay as they are.
  public Groups without(Predicate<Parameter> of) {
    return and(new Group(of, Optional.empty()));
  }

  private Groups and(Group group) {
    var more = new ArrayList<>(groups);
    more.add(group);
    return new Groups(rest, more);
  }

  /// The rule that `parameter` follows, or nothing.
  Optional<Rule> ruleOf(Parameter parameter) {
    for (var group : groups.reversed()) if (group.of.test(parameter)) return group.rule;
    return Optional.of(rest);
  }

  /// The learning rate of `rule` over that of the rest.
  double proportion(Rule rule) {
    return rule.learningRate() == rest.learningRate()
        ? 1
        : rule.learningRate() / rest.learningRate();
  }
}
