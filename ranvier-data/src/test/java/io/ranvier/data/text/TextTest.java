package io.ranvier.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.data.Batch;
import io.ranvier.data.DataException;
import io.ranvier.data.Order;
import io.ranvier.data.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Texts as numbers, and as batches.
class TextTest {
  @TempDir Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("text.txt"), text);
  }

  @Test
  void charactersAreNumberedByCodePoint() throws IOException {
    var text = Text.read(write("b𝄞a\nb"));

    assertThat(text.alphabet().characters()).isEqualTo("\nab𝄞");
    assertThat(text.alphabet().size()).isEqualTo(4);
    assertThat(IntStream.range(0, text.length()).map(text::number)).containsExactly(2, 3, 1, 0, 2);
    assertThat(text.alphabet().decode(3)).isEqualTo("𝄞");
    assertThat(text.name()).isEqualTo("text.txt");
  }

  @Test
  void tinyShakespeareIsRead() {
    var text = Text.read(SharedData.folder("text").resolve("tinyshakespeare/input.txt"));

    assertThat(text.length()).isEqualTo(1_115_394);
    assertThat(text.alphabet().size()).isEqualTo(65);
    assertThat(text.contentHash())
        .isEqualTo("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");
    assertThat(text.head(0.05).length()).isEqualTo(1_059_624);
    assertThat(text.tail(0.05).length()).isEqualTo(55_770);
  }

  @Test
  void aWindowsTargetsAreTheCharactersBehindItsOwn() throws IOException {
    var batches = new TextBatches(Text.read(write("abcdefgh")), 2, 2, new Order.Stored());
    var inputs = new ArrayList<List<Integer>>();
    var targets = new ArrayList<List<Integer>>();
    for (Batch batch : batches) {
      inputs.add(boxed(batch.input().toInts()));
      targets.add(boxed(batch.target().toInts()));
    }

    assertThat(inputs).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5));
    assertThat(targets).containsExactly(List.of(1, 2, 3, 4), List.of(5, 6));
    assertThat(batches.count()).isEqualTo(6);
  }

  private static List<Integer> boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    var absent = folder.resolve("absent.txt");
    assertThatThrownBy(() -> Text.read(absent))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("absent.txt: no such file");
    var empty = write("");
    assertThatThrownBy(() -> Text.read(empty)).hasMessageContaining("text.txt: is empty");
    var latin = folder.resolve("latin.txt");
    Files.write(latin, "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Text.read(latin)).hasMessageContaining("is not a text in UTF-8");

    var text = Text.read(write("abc"));
    assertThatThrownBy(() -> text.alphabet().encode("ax"))
        .hasMessageContaining("the character 'x' is none of the 3 that the text has");
    assertThatThrownBy(() -> text.tail(1)).hasMessageContaining("the share is 1.0");
    assertThatThrownBy(() -> new TextBatches(text, 1, 3, new Order.Stored()))
        .hasMessageContaining("a text of 3 characters has no window of 3");
    assertThatThrownBy(() -> new TextBatches(text, 0, 1, new Order.Stored()))
        .hasMessageContaining("batches of 0 windows");
  }
}
