package io.ranvier.plan;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Memory;
import io.ranvier.backend.Storage;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the kernels of a plan read of its variables in a form of their own
/// ([io.ranvier.backend.Packed]): made when a run first meets a variable's numbers, kept until it
/// meets others.
///
/// All runs share one block of memory. A run that meets new numbers while others still read the old
/// ones begins another; the old one goes with its last reader.
final class Packs {
  private final List<Pack> packs;
  private final long bytes;

  /// The block for the next run, or null. Guarded by this, like all of its fields that change.
  private @Nullable Content content;

  /// One input of one kernel.
  ///
  /// @param input its number among the kernel's inputs
  /// @param region the leaf, or the part of it, that is packed
  /// @param packing reads the region, writes the packed form
  /// @param at where that begins in the block, in bytes
  /// @param bytes its length
  record Pack(int input, Region region, Kernel packing, long at, long bytes) {}

  /// Packed forms in memory, and of which numbers they are.
  final class Content {
    private final Memory.Block block = Memory.allocate(bytes);

    /// Weak, lest a plan that is kept keeps the variables of a model that is not. A storage holds
    /// the same numbers as long as it may be read.
    private final @Nullable WeakReference<Storage>[] sources;

    private int readers;

    @SuppressWarnings({"unchecked", "rawtypes"}) // no array of a generic type can be made
    private Content() {
      sources = new WeakReference[packs.size()];
    }

    HostBuffer buffer() {
      return block.buffer();
    }

    private boolean holds(int pack, Storage numbers) {
      var source = sources[pack];
      return source != null && source.refersTo(numbers);
    }

    private boolean holdsAll(@Nullable Storage[] leaves) {
      for (int i = 0; i < sources.length; i++) {
        if (!holds(i, numbers(packs.get(i), leaves))) return false;
      }
      return true;
    }

    private void pack(int i, Storage numbers, Buffer workspace) {
      var pack = packs.get(i);
      var region = pack.region;
      Buffer[] from = {numbers.buffer().slice(region.offset(), region.bytes())};
      Buffer[] to = {buffer().slice(pack.at, pack.bytes)};
      pack.packing.run(from, to, workspace);
      sources[i] = new WeakReference<>(numbers);
    }
  }

  Packs(List<Pack> packs) {
    this.packs = List.copyOf(packs);
    bytes = packs.stream().mapToLong(pack -> pack.at + pack.bytes).max().orElse(0);
  }

  boolean isEmpty() {
    return packs.isEmpty();
  }

  /// The bytes of one block.
  long bytes() {
    return bytes;
  }

  /// The scratch that packing wants.
  long workspaceBytes() {
    return packs.stream().mapToLong(pack -> pack.packing.workspaceBytes()).max().orElse(0);
  }

  /// The packed forms of what is in `leaves`, for the caller to read until [#release].
  synchronized Content acquire(@Nullable Storage[] leaves, Buffer workspace) {
    var found = content;
    if (found == null || found.readers > 0 && !found.holdsAll(leaves)) found = new Content();
    content = found;
    for (int i = 0; i < packs.size(); i++) {
      var numbers = numbers(packs.get(i), leaves);
      if (!found.holds(i, numbers)) found.pack(i, numbers, workspace);
    }
    found.readers++;
    return found;
  }

  /// @param keep whether there may be a next run
  synchronized void release(Content content, boolean keep) {
    content.readers--;
    if (!keep && this.content == content) this.content = null;
  }

  /// Lets go of the memory; runs that read it may finish.
  synchronized void clear() {
    content = null;
  }

  synchronized long idleBytes() {
    return content == null ? 0 : bytes;
  }

  private static Storage numbers(Pack pack, @Nullable Storage[] leaves) {
    return Objects.requireNonNull(leaves[pack.region.index()]);
  }
}
