package io.ranvier.data.mnist;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.ranvier.data.DataException;
import io.ranvier.data.hash.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Fetches files that must equal a pinned hash. What arrives is written beside its place and
/// renamed when it is whole and right, so that whatever bears the name can be trusted.
///
/// @param patience how long nothing may arrive before we give up; half as long for a connection
record Downloader(Duration patience, DownloadProgress progress) {

  /// @param folder the address of the folder that holds the file
  /// @throws IOException if the file did not come, or is not what it must be; its message names the
  ///   address
  void fetch(URI folder, Pin pin, Path target) throws IOException {
    URI address = folder.resolve(pin.name());
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IllegalArgumentException("cannot download to " + target);
    }
    try {
      Files.createDirectories(directory);
      Path partial = Files.createTempFile(directory, pin.name(), ".part");
      try {
        try (var out = Files.newOutputStream(partial)) {
          receive(address, new Sink(pin, out, progress));
        }
        Files.move(partial, target, ATOMIC_MOVE, REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (FileSystemException e) {
      throw new IOException("%s cannot be written: %s".formatted(target, e), e);
    }
  }

  private void receive(URI address, Sink sink) throws IOException {
    var client =
        HttpClient.newBuilder()
            .connectTimeout(patience.dividedBy(2))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      var request = HttpRequest.newBuilder(address).build();
      await(client.sendAsync(request, handler(sink)), sink);
      sink.verify();
    } catch (ExecutionException e) {
      throw new IOException("%s: %s".formatted(address, reason(e)), e);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(address, e.getMessage()), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address + ": interrupted");
    } finally {
      client.shutdownNow();
    }
  }

  private static BodyHandler<Void> handler(Sink sink) {
    return response -> {
      if (response.statusCode() == 200) {
        return BodyHandlers.ofByteArrayConsumer(bytes -> bytes.ifPresent(sink::accept))
            .apply(response);
      }
      return BodySubscribers.mapping(
          BodySubscribers.discarding(),
          _ -> {
            throw new DataException("the server answered with status " + response.statusCode());
          });
    };
  }

  /// The client's own timeout ends with the header; this one watches the body too.
  private void await(CompletableFuture<?> exchange, Sink sink)
      throws IOException, InterruptedException, ExecutionException {
    for (long seen = 0; ; ) {
      try {
        exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (seen == sink.received()) {
          exchange.cancel(true);
          throw new IOException("nothing came for %d s".formatted(patience.toSeconds()), e);
        }
        seen = sink.received();
      }
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof UnresolvedAddressException) {
      return "no such host; is there a network?";
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /// Where the bytes go: file, hash and progress, and never more than were promised.
  private static final class Sink {
    private final Pin pin;
    private final OutputStream out;
    private final DownloadProgress progress;
    private final MessageDigest digest = Sha256.digest();
    private final AtomicLong received = new AtomicLong();

    Sink(Pin pin, OutputStream out, DownloadProgress progress) {
      this.pin = pin;
      this.out = out;
      this.progress = progress;
    }

    void accept(byte[] bytes) {
      long total = received.addAndGet(bytes.length);
      if (total > pin.bytes()) {
        throw new DataException(
            "more than the %d bytes expected: not the published file".formatted(pin.bytes()));
      }
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      digest.update(bytes);
      progress.received(pin.name(), total, pin.bytes());
    }

    long received() {
      return received.get();
    }

    void verify() throws IOException {
      if (received() != pin.bytes()) {
        throw new IOException(
            "%d bytes came, wants %d: not the published file".formatted(received(), pin.bytes()));
      }
      String hash = Sha256.hex(digest);
      if (!hash.equals(pin.sha256())) {
        throw new IOException(
            "SHA-256 is %s, wants %s: not the published file".formatted(hash, pin.sha256()));
      }
    }
  }
}
