package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Compare.Relation;
import io.ranvier.op.Logic.Connective;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;

/// What a tensor does element by element, alone or with another that stretches to a common shape.
public sealed interface Arithmetic permits Tensor {
  Value value();

  default Tensor add(Tensor b) {
    return Tensor.of(Ops.add(value(), b.value()));
  }

  default Tensor add(double b) {
    return Tensor.of(Ops.add(value(), b));
  }

  default Tensor sub(Tensor b) {
    return Tensor.of(Ops.sub(value(), b.value()));
  }

  default Tensor sub(double b) {
    return Tensor.of(Ops.sub(value(), b));
  }

  default Tensor mul(Tensor b) {
    return Tensor.of(Ops.mul(value(), b.value()));
  }

  default Tensor mul(double b) {
    return Tensor.of(Ops.mul(value(), b));
  }

  default Tensor div(Tensor b) {
    return Tensor.of(Ops.div(value(), b.value()));
  }

  default Tensor div(double b) {
    return Tensor.of(Ops.div(value(), b));
  }

  default Tensor pow(Tensor b) {
    return Tensor.of(Ops.pow(value(), b.value()));
  }

  default Tensor pow(double b) {
    return Tensor.of(Ops.pow(value(), Ops.fill(b, value().type())));
  }

  default Tensor square() {
    return Tensor.of(Ops.mul(value(), value()));
  }

  default Tensor maximum(Tensor b) {
    return Tensor.of(Ops.maximum(value(), b.value()));
  }

  default Tensor maximum(double b) {
    return Tensor.of(Ops.maximum(value(), Ops.fill(b, value().type())));
  }

  default Tensor minimum(Tensor b) {
    return Tensor.of(Ops.minimum(value(), b.value()));
  }

  default Tensor minimum(double b) {
    return Tensor.of(Ops.minimum(value(), Ops.fill(b, value().type())));
  }

  /// The nearest number in `[low, high]`.
  default Tensor clip(double low, double high) {
    return maximum(low).minimum(high);
  }

  default Tensor neg() {
    return Tensor.of(Ops.neg(value()));
  }

  default Tensor abs() {
    return Tensor.of(Ops.abs(value()));
  }

  default Tensor sign() {
    return Tensor.of(Ops.sign(value()));
  }

  default Tensor exp() {
    return Tensor.of(Ops.exp(value()));
  }

  default Tensor expm1() {
    return Tensor.of(Ops.expm1(value()));
  }

  default Tensor log() {
    return Tensor.of(Ops.log(value()));
  }

  default Tensor log1p() {
    return Tensor.of(Ops.log1p(value()));
  }

  default Tensor sqrt() {
    return Tensor.of(Ops.sqrt(value()));
  }

  default Tensor rsqrt() {
    return Tensor.of(Ops.rsqrt(value()));
  }

  default Tensor reciprocal() {
    return Tensor.of(Ops.reciprocal(value()));
  }

  default Tensor sin() {
    return Tensor.of(Ops.sin(value()));
  }

  default Tensor cos() {
    return Tensor.of(Ops.cos(value()));
  }

  default Tensor tan() {
    return Tensor.of(Ops.div(Ops.sin(value()), Ops.cos(value())));
  }

  default Tensor atan() {
    return Tensor.of(Ops.atan(value()));
  }

  default Tensor erf() {
    return Tensor.of(Ops.erf(value()));
  }

  default Tensor floor() {
    return Tensor.of(Ops.floor(value()));
  }

  default Tensor ceil() {
    return Tensor.of(Ops.ceil(value()));
  }

  /// The nearest integer; halves go to the even one.
  default Tensor round() {
    return Tensor.of(Ops.round(value()));
  }

  default Tensor equal(Tensor b) {
    return Tensor.of(Ops.equal(value(), b.value()));
  }

  default Tensor notEqual(Tensor b) {
    return Tensor.of(Ops.compare(Relation.NOT_EQUAL, value(), b.value()));
  }

  default Tensor less(Tensor b) {
    return Tensor.of(Ops.less(value(), b.value()));
  }

  default Tensor less(double b) {
    return Tensor.of(Ops.less(value(), Ops.fill(b, value().type())));
  }

  default Tensor lessEqual(Tensor b) {
    return Tensor.of(Ops.compare(Relation.LESS_EQUAL, value(), b.value()));
  }

  default Tensor lessEqual(double b) {
    return lessEqual(Tensor.fill(b, value().type()));
  }

  default Tensor greater(Tensor b) {
    return Tensor.of(Ops.greater(value(), b.value()));
  }

  default Tensor greater(double b) {
    return Tensor.of(Ops.greater(value(), Ops.fill(b, value().type())));
  }

  default Tensor greaterEqual(Tensor b) {
    return Tensor.of(Ops.compare(Relation.GREATER_EQUAL, value(), b.value()));
  }

  default Tensor greaterEqual(double b) {
    return greaterEqual(Tensor.fill(b, value().type()));
  }

  default Tensor isNaN() {
    return Tensor.of(Ops.isNaN(value()));
  }

  default Tensor and(Tensor b) {
    return Tensor.of(Ops.logic(Connective.AND, value(), b.value()));
  }

  default Tensor or(Tensor b) {
    return Tensor.of(Ops.logic(Connective.OR, value(), b.value()));
  }

  default Tensor xor(Tensor b) {
    return Tensor.of(Ops.logic(Connective.XOR, value(), b.value()));
  }

  default Tensor not() {
    return Tensor.of(Ops.not(value()));
  }

  /// This mask's choice: `a` where it is true, else `b`.
  default Tensor select(Tensor a, Tensor b) {
    return Tensor.of(Ops.select(value(), a.value(), b.value()));
  }

  /// The same numbers in another element type.
  default Tensor cast(DType dtype) {
    return Tensor.of(Ops.cast(value(), dtype));
  }

  /// The same numbers, but a constant for gradients.
  default Tensor detach() {
    return Tensor.of(Ops.detach(value()));
  }
}
