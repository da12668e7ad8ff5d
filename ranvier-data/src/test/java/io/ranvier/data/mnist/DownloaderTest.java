package io.ranvier.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ranvier.data.DataException;
import io.ranvier.data.hash.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderTest {
  private static final byte[] CONTENT = content();
  private static final Pin PIN = new Pin("file.gz", CONTENT.length, sha256(CONTENT));

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicLong seen = new AtomicLong();
  private final Downloader downloader =
      new Downloader(Duration.ofMillis(1500), (_, received, _) -> seen.set(received));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    answer("/right/", exchange -> send(exchange, CONTENT));
    byte[] wrong = CONTENT.clone();
    wrong[CONTENT.length / 2]++;
    answer("/wrong/", exchange -> send(exchange, wrong));
    answer("/absent/", exchange -> exchange.sendResponseHeaders(404, -1));
    answer(
        "/long/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT);
          exchange.getResponseBody().write(1);
        });
    answer(
        "/short/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT, 0, CONTENT.length - 1);
        });
    answer(
        "/cut/",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
        });
    answer(
        "/stalled/",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
          exchange.getResponseBody().flush();
          waitUntilOver();
        });
    answer("/silent/", _ -> waitUntilOver());
    answer(
        "/moved/",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/right/file.gz");
          exchange.sendResponseHeaders(302, -1);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void fetchesVerifiesAndReports() throws IOException {
    Path target = folder.resolve("a/b/file.gz");
    downloader.fetch(at("/right/"), PIN, target);
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(seen.get()).isEqualTo(CONTENT.length);
    downloader.fetch(at("/moved/"), PIN, folder.resolve("file.gz"));
    assertThat(folder.resolve("file.gz")).hasBinaryContent(CONTENT);
  }

  @Test
  void refusesWhatIsNotThePublishedFile() throws IOException {
    assertFails("/wrong/", "SHA-256 is ");
    assertFails("/long/", "more than the 100000 bytes expected");
    assertFails("/short/", "99999 bytes came, wants 100000");
  }

  @Test
  void reportsWhatTheNetworkDoes() throws IOException {
    assertFails("/absent/", "status 404");
    assertFails("/cut/", "");
    assertFails("/stalled/", "nothing came for 1 s");
    assertFails("/silent/", "nothing came for 1 s");
    URI address = at("/right/");
    server.stop(0);
    assertFails(address, "");
  }

  @Test
  void keepsTheOldFileWhenADownloadFails() throws IOException {
    Path target = folder.resolve("file.gz");
    Files.writeString(target, "old");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> downloader.fetch(at("/wrong/"), PIN, target));
    assertThat(target).hasContent("old");
  }

  @Test
  void namesTheFolderThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> downloader.fetch(at("/right/"), PIN, file.resolve("file.gz")))
        .withMessageContaining("cannot be written");
  }

  @Test
  void theCacheTakesTheFirstMirrorThatHasTheFile() throws IOException {
    var cache = new MnistCache(folder, downloader);
    cache.complete(List.of(PIN), List.of(at("/absent/"), at("/wrong/"), at("/right/")));
    assertThat(folder.resolve("file.gz")).hasBinaryContent(CONTENT);
    cache.complete(List.of(PIN), List.of());
  }

  @Test
  void theCacheReplacesADamagedFile() throws IOException {
    Path file = Files.write(folder.resolve("file.gz"), new byte[] {1, 2, 3});
    new MnistCache(folder, downloader).complete(List.of(PIN), List.of(at("/right/")));
    assertThat(file).hasBinaryContent(CONTENT);
  }

  @Test
  void digitsAreDrawnWhereThereIsNoNetwork() {
    var nowhere = new Downloader(Duration.ofMillis(200), (_, _, _) -> {});
    var mirrors = List.of(at("/absent/"));
    var loaded = Mnist.load(MnistSet.MNIST, mirrors, new MnistCache(folder, nowhere));
    assertThat(loaded.dataset().name()).isEqualTo("drawn-digits");
    assertThat(loaded.notice().orElseThrow())
        .contains("mnist could not be downloaded", "status 404", "digits drawn on the spot")
        .doesNotContain("\n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () -> Mnist.load(MnistSet.FASHION_MNIST, mirrors, new MnistCache(folder, nowhere)))
        .withMessageContaining("fashion-mnist could not be downloaded")
        .withMessageContaining(folder.toString());
  }

  private void assertFails(String path, String why) throws IOException {
    assertFails(at(path), why);
  }

  private void assertFails(URI address, String why) throws IOException {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> downloader.fetch(address, PIN, folder.resolve("file.gz")))
        .withMessageContaining(address.toString())
        .withMessageContaining(why);
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private URI at(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private void answer(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer.to(exchange);
          }
        });
  }

  private static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  private void waitUntilOver() {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static byte[] content() {
    var content = new byte[100_000];
    new Random(7).nextBytes(content);
    return content;
  }

  private static String sha256(byte[] bytes) {
    var digest = Sha256.digest();
    digest.update(bytes);
    return Sha256.hex(digest);
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }
}
