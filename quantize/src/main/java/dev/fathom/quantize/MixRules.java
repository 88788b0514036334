package dev.fathom.quantize;

import static dev.fathom.tensor.ElementType.Q3_K;
import static dev.fathom.tensor.ElementType.Q4_0;
import static dev.fathom.tensor.ElementType.Q4_1;
import static dev.fathom.tensor.ElementType.Q4_K;
import static dev.fathom.tensor.ElementType.Q5_0;
import static dev.fathom.tensor.ElementType.Q5_1;
import static dev.fathom.tensor.ElementType.Q5_K;
import static dev.fathom.tensor.ElementType.Q6_K;
import static dev.fathom.tensor.ElementType.Q8_0;

import dev.fathom.tensor.ElementType;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tensor of a model gets which type: the same choice as llama.cpp's (`llama-quant.cpp` of
/// 2026; recorded from llama-quantize in this room's tests).
final class MixRules {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");

  /// Mixes in which eight experts give attention's output more bits.
  private static final Set<Mix> FEW_BITS =
      EnumSet.of(Mix.Q2_K, Mix.Q3_K_S, Mix.Q3_K_M, Mix.IQ4_NL, Mix.Q4_K_S, Mix.Q4_K_M);

  private final Mix mix;
  private final ModelShape shape;
  private final boolean importance;
  private final boolean hasOutput;
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<String, Integer> downs = new HashMap<>();

  /// @param names of all tensors
  /// @param importance whether there is an importance matrix
  MixRules(Mix mix, ModelShape shape, Collection<String> names, boolean importance) {
    this.mix = mix;
    this.shape = shape;
    this.importance = importance;
    this.hasOutput = names.contains("output.weight");
    List<String> ordered =
        names.stream().sorted(java.util.Comparator.comparingInt(MixRules::layer)).toList();
    for (String name : ordered) {
      if (name.contains("attn_v.weight") || name.contains("attn_kv_b.weight")) {
        values.put(name, values.size());
      }
      if (name.contains("ffn_down")) {
        downs.put(name, downs.size());
      }
    }
  }

  /// The layer that a tensor's name tells; -1 for none.
  static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /// Whether a tensor is quantised at all: matrices, but no routers.
  static boolean quantises(String name, int axes) {
    return axes >= 2
        && name.endsWith("weight")
        && !name.contains("_norm.weight")
        && !name.contains("ffn_gate_inp.weight");
  }

  /// The type of tensor `name`, whose rows have `columns` elements.
  ElementType type(String name, long columns) {
    return fitting(wanted(name, columns), columns);
  }

  /// What takes the place of a type whose blocks are longer than a row can be cut into.
  static ElementType fitting(ElementType type, long columns) {
    ElementType fitting = type;
    if (columns % type.blockLength() != 0) {
      fitting =
          switch (type) {
            case Q2_K, Q3_K -> Q4_0;
            case Q4_K -> Q5_0;
            case Q5_K -> Q5_1;
            case Q6_K -> Q8_0;
            default -> ElementType.F16;
          };
    }
    return columns % fitting.blockLength() == 0 ? fitting : ElementType.F16;
  }

  /// As {@link #type}, whether it fits the rows or not.
  ElementType wanted(String name, long columns) {
    ElementType base = mix.base();
    boolean output = name.equals("output.weight");
    if (output || (!hasOutput && name.equals("token_embd.weight"))) {
      return output(base, columns);
    }
    if (!base.isQuantized() || name.equals("token_embd.weight")) {
      return base;
    }
    if (name.contains("attn_v.weight")) {
      return value(name, base);
    }
    if (name.contains("attn_k.weight")) {
      return shape.experts() == 8 ? Q8_0 : base;
    }
    if (name.contains("ffn_down")) {
      return down(name, base);
    }
    return name.contains("attn_output.weight") ? attentionOutput(base) : base;
  }

  private static ElementType output(ElementType base, long columns) {
    if (!base.isQuantized()) {
      return base;
    }
    return base == Q8_0 || columns % base.blockLength() != 0 ? Q8_0 : Q6_K;
  }

  private ElementType value(String name, ElementType base) {
    if (shape.experts() == 8) {
      return Q8_0;
    }
    int index = values.getOrDefault(name, 0);
    boolean shared = shape.sharing() >= 4;
    ElementType type =
        switch (mix) {
          case Q2_K -> shared ? Q4_K : Q3_K;
          case Q2_K_S -> shared ? Q4_K : base;
          case Q3_K_M -> index < 2 ? Q5_K : Q4_K;
          case Q3_K_L -> Q5_K;
          case IQ4_NL -> shared ? Q5_K : base;
          case Q4_K_M, Q5_K_M -> shape.deservesMore(index, values.size()) ? Q6_K : base;
          case Q4_K_S -> index < 4 ? Q5_K : base;
          default -> base;
        };
    return shape.isSeventyBillion() && (type == Q3_K || type == Q4_K) ? Q5_K : type;
  }

  private ElementType down(String name, ElementType base) {
    int layers = shape.layers();
    int layer = shape.experts() > 1 ? layer(name) : downs.getOrDefault(name, 0);
    boolean first = layer < layers / 8;
    return switch (mix) {
      case Q2_K -> Q3_K;
      case Q2_K_S -> first ? Q4_K : base;
      case Q3_K_M -> layer < layers / 16 ? Q5_K : Q4_K;
      case Q3_K_L -> Q5_K;
      case Q4_K_M, Q5_K_M -> shape.deservesMore(layer, layers) ? Q6_K : base;
      case Q4_K_S -> first ? Q5_K : base;
      case IQ4_NL -> first && !importance ? Q5_K : base;
      case Q4_0 -> first && importance ? Q4_1 : base;
      case Q5_0 -> first && importance ? Q5_1 : base;
      default -> base;
    };
  }

  private ElementType attentionOutput(ElementType base) {
    if (shape.experts() == 8) {
      return FEW_BITS.contains(mix) ? Q5_K : base;
    }
    return switch (mix) {
      case Q2_K -> Q3_K;
      case Q3_K_M -> Q4_K;
      case Q3_K_L -> Q5_K;
      default -> base;
    };
  }
}
