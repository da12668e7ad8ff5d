package io.ranvier.cli;

import io.ranvier.data.Batch;
import io.ranvier.data.Batches;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Order;
import io.ranvier.data.table.Rows;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.Optional;

/// What a network learns from, and what it is examined on.
sealed interface Lessons {
  int TEST_BATCH = 1000;

  String name();

  /// The name of each label.
  List<String> classes();

  /// SHA-256 of the examples.
  String contentHash();

  /// The shape of one example.
  Shape example();

  /// How many there are to learn from.
  int count();

  /// How many there are to be examined on.
  int testCount();

  /// One pass over those to learn from.
  ///
  /// @param variations of pictures; rows have none
  Iterable<Batch> training(int size, Order.Shuffled order, List<Variation> variations);

  /// One pass over those to be examined on.
  Iterable<Batch> tests();

  /// How the levels of pictures are normalised; rows are not.
  Optional<Normalisation> normalisation();

  /// What a table of such rows holds; pictures have none.
  Optional<TableForm> form();

  /// All inputs to learn from, as they are: `[n, …]`.
  Tensor inputs();

  /// @param applied how the pictures are normalised
  record PictureSet(Dataset dataset, Normalisation applied) implements Lessons {

    @Override
    public String name() {
      return dataset.name();
    }

    @Override
    public List<String> classes() {
      return dataset.classes();
    }

    @Override
    public String contentHash() {
      return dataset.contentHash();
    }

    @Override
    public Shape example() {
      return dataset.train().picture();
    }

    @Override
    public int count() {
      return dataset.train().count();
    }

    @Override
    public int testCount() {
      return dataset.test().count();
    }

    @Override
    public Iterable<Batch> training(int size, Order.Shuffled order, List<Variation> variations) {
      var batches = new Batches(dataset.train(), applied, size, order);
      return Variation.vary(batches, variations, classes().size(), order);
    }

    @Override
    public Tensor inputs() {
      var all = new Batches(dataset.train(), applied, count(), new Order.Stored());
      return all.iterator().next().input();
    }

    @Override
    public Iterable<Batch> tests() {
      return new Batches(dataset.test(), applied, TEST_BATCH, new Order.Stored());
    }

    @Override
    public Optional<Normalisation> normalisation() {
      return Optional.of(applied);
    }

    @Override
    public Optional<TableForm> form() {
      return Optional.empty();
    }
  }

  /// Rows of a table.
  ///
  /// @param columns what it holds besides the classes
  record RowSet(
      String name,
      List<String> classes,
      TableForm columns,
      Rows train,
      Rows test,
      String contentHash)
      implements Lessons {

    @Override
    public Shape example() {
      return train.shape();
    }

    @Override
    public int count() {
      return train.count();
    }

    @Override
    public int testCount() {
      return test.count();
    }

    @Override
    public Iterable<Batch> training(int size, Order.Shuffled order, List<Variation> variations) {
      return train.batches(size, order);
    }

    @Override
    public Tensor inputs() {
      return train.input();
    }

    @Override
    public Iterable<Batch> tests() {
      return test.batches(TEST_BATCH, new Order.Stored());
    }

    @Override
    public Optional<Normalisation> normalisation() {
      return Optional.empty();
    }

    @Override
    public Optional<TableForm> form() {
      return Optional.of(columns);
    }
  }
}
