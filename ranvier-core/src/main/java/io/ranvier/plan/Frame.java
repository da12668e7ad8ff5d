package io.ranvier.plan;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Memory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memory of one run of a [Plan]: an arena, scratch, and for each kernel the buffers that it
/// works on.
///
/// Those of leaves and results may differ from run to run. Mostly they do not: the parameters of a
/// model stay where they are, so a buffer is put in again only where it has changed. A frame that
/// still knows a buffer of an earlier run keeps nothing alive: the memory is that of the buffer's
/// block.
final class Frame {
  private static final HostBuffer NOTHING = new HostBuffer(MemorySegment.NULL);

  private final Memory.Block block;
  private final Buffer workspace;
  private final Buffer[][] inputs;
  private final Buffer[][] outputs;
  private final Port[] leaves;
  private final Port[] results;
  private final Port packs = new Port();

  /// Everywhere that one leaf, or one result, is read and written.
  private static final class Port {
    private HostBuffer bound = NOTHING;
    private final List<Slot> slots = new ArrayList<>();

    @SuppressWarnings("ReferenceEquality") // an equal buffer of another block may be gone
    void bind(HostBuffer buffer) {
      if (buffer == bound) return;
      for (var slot : slots) slot.operands[slot.at] = slot.part(buffer);
      bound = buffer;
    }
  }

  /// One operand: `bytes` bytes of a leaf, a result or the packed forms, from `offset` on.
  @SuppressWarnings("ArrayRecordComponent")
  private record Slot(Buffer[] operands, int at, long offset, long bytes) {
    Buffer part(HostBuffer whole) {
      return offset == 0 && bytes == whole.byteSize() ? whole : whole.slice(offset, bytes);
    }
  }

  /// @param leaves how many there are
  /// @param results likewise
  Frame(List<Plan.Step> steps, int leaves, int results, long arenaBytes, long workspaceBytes) {
    block = Memory.allocate(arenaBytes + workspaceBytes);
    workspace = block.buffer().slice(arenaBytes, workspaceBytes);
    this.leaves = ports(leaves);
    this.results = ports(results);
    inputs = new Buffer[steps.size()][];
    outputs = new Buffer[steps.size()][];
    for (int i = 0; i < inputs.length; i++) {
      var step = steps.get(i);
      inputs[i] = operands(step.task().inputs(), step.pack());
      outputs[i] = operands(step.task().outputs(), null);
    }
  }

  private static Port[] ports(int count) {
    var ports = new Port[count];
    for (int i = 0; i < count; i++) ports[i] = new Port();
    return ports;
  }

  private Buffer[] operands(List<Ref> refs, Packs.@Nullable Pack pack) {
    var operands = new Buffer[refs.size()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = NOTHING;
      if (pack != null && pack.input() == i) {
        packs.slots.add(new Slot(operands, i, pack.at(), pack.bytes()));
        continue;
      }
      var region = refs.get(i).region();
      var slot = new Slot(operands, i, region.offset(), region.bytes());
      switch (region.place()) {
        case ARENA -> operands[i] = block.buffer().slice(region.offset(), region.bytes());
        case LEAF -> leaves[region.index()].slots.add(slot);
        case RESULT -> results[region.index()].slots.add(slot);
      }
    }
    return operands;
  }

  void bindLeaf(int leaf, HostBuffer buffer) {
    leaves[leaf].bind(buffer);
  }

  void bindResult(int result, HostBuffer buffer) {
    results[result].bind(buffer);
  }

  void bindPacks(HostBuffer buffer) {
    packs.bind(buffer);
  }

  /// What kernel number `step` reads.
  Buffer[] inputs(int step) {
    return inputs[step];
  }

  /// What kernel number `step` writes.
  Buffer[] outputs(int step) {
    return outputs[step];
  }

  Buffer workspace() {
    return workspace;
  }
}
