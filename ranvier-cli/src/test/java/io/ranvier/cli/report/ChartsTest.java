package io.ranvier.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.metric.ConfusionMatrix;
import io.ranvier.metric.Score;
import io.ranvier.train.Epoch;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30})
  void curvesHaveAPointForEachEpochAndSeries(int epochs) throws Exception {
    var svg = parse(Curves.svg(IntStream.rangeClosed(1, epochs).mapToObj(this::epoch).toList()));

    // Training and test, loss and accuracy, each with a marker in its legend.
    assertThat(svg.getElementsByTagName("ellipse").getLength()).isEqualTo(4 * (epochs + 1));
    assertThat(svg.getAttribute("viewBox")).isEqualTo("0 0 960 360");
  }

  @Test
  void whatCannotBeDrawnIsLeftOut() throws Exception {
    var away = new Score(Double.POSITIVE_INFINITY, 0.1);
    var last = new Epoch(2, 10, away, Optional.empty(), 0.1, 1);
    var svg = parse(Curves.svg(List.of(epoch(1), last)));

    // Loss: one and one; accuracy: two and one; each with its legend.
    assertThat(svg.getElementsByTagName("ellipse").getLength()).isEqualTo(5 + 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 20})
  void theConfusionMatrixHasACellForEachPairOfClasses(int classes) throws Exception {
    var matrix = new ConfusionMatrix(classes);
    matrix.add(new int[] {0, 0}, new int[] {0, classes - 1});
    var names = IntStream.range(0, classes).mapToObj(i -> "<class & " + i + ">").toList();
    var svg = parse(Confusion.svg(matrix, names));

    assertThat(svg.getElementsByTagName("rect").getLength()).isGreaterThan(classes * classes);
  }

  @Test
  void nothingCountedIsDrawnToo() throws Exception {
    var svg = parse(Confusion.svg(new ConfusionMatrix(3), List.of("a", "b", "c")));

    assertThat(svg.getTagName()).isEqualTo("svg");
  }

  private Epoch epoch(int number) {
    var score = new Score(1.0 / number, 1 - 0.5 / number);
    return new Epoch(number, 100, score, Optional.of(score), 0.1, 1);
  }

  private static Element parse(String svg) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    // The document names a DTD on the net, which nobody needs.
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }
}
