package dev.fathom.plan;

import dev.fathom.meter.Bandwidth;
import dev.fathom.meter.ByteCount;
import dev.fathom.meter.Money;
import dev.fathom.meter.Watts;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node: devices of one kind in one case.
///
/// @param power of the whole node at most
/// @param links between its devices
/// @param perDeviceHour what renting or owning a device costs, its share of the node in it
/// @param reach how near to the roofline it comes
public record Machine(
    String name,
    Device device,
    int devices,
    Watts power,
    Links links,
    Money perDeviceHour,
    Reach reach) {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "kind",
          "rate_16bit",
          "rate_8bit",
          "memory",
          "bandwidth",
          "device_power",
          "devices",
          "node_power",
          "link",
          "network",
          "usd_per_device_hour",
          "prefill_share",
          "decode_share",
          "source",
          "date",
          "note");

  public Machine {
    if (power.value() < device.power().value()) {
      throw new IllegalArgumentException(
          "%s: 'node_power' is %s W, less than 'device_power' of a single device, %s W"
              .formatted(name, power.value(), device.power().value()));
    }
  }

  /// How fast devices tell each other something.
  ///
  /// @param inside of a node
  /// @param outside between nodes, each device's part
  public record Links(Bandwidth inside, Bandwidth outside) {}

  /// Which share of the roofline is reached.
  ///
  /// @param layer the least time of a layer of a step, for launching it
  /// @param turns null where reading and computing of a step run at once; processors take turns
  public record Reach(double prefill, double decode, Span layer, @Nullable Turns turns) {
    public Reach {
      Amount.positive("prefill_share", Amount.share("prefill_share", prefill));
      Amount.positive("decode_share", Amount.share("decode_share", decode));
    }
  }

  /// What Fathom does on processors, where reading and computing of a step take turns.
  ///
  /// @param attention share of the 16-bit rate that attention reaches
  /// @param transposedRead share of reading of a transposed product with one token
  /// @param transposed share of attention's rate of one with many
  /// @param experts speed of reading routed experts, over that of other weights
  /// @param call of a product, however small
  public record Turns(
      double attention, double transposedRead, double transposed, double experts, Span call) {
    static Turns reaching(double attention) {
      return new Turns(
          attention,
          Constants.of("cpu_transposed_read_share", Unit.NUMBER),
          Constants.of("cpu_transposed_share", Unit.NUMBER),
          Constants.of("cpu_expert_share", Unit.NUMBER),
          new Span(Constants.of("cpu_call_time", Unit.SECONDS)));
    }
  }

  public static List<String> names() {
    return FactFile.builtIn("machines.json").names();
  }

  /// The built-in one called `word`, or the one in the TOML or JSON file `word`.
  public static Machine of(String word) {
    boolean file = word.endsWith(".toml") || word.endsWith(".json");
    return of(
        file
            ? FactFile.read(Path.of(word)).allowOnly(KEYS)
            : FactFile.builtIn("machines.json").require("machine", word));
  }

  private static Machine of(Fact fact) {
    String kind = fact.text("kind");
    if (!Set.of("cpu", "gpu").contains(kind)) {
      throw new IllegalArgumentException(
          "%s: 'kind' must be cpu or gpu, got '%s'".formatted(fact.place(), kind));
    }
    int devices = fact.has("devices") ? fact.count("devices") : 1;
    Device device = device(fact);
    double each = device.power().value();
    return new Machine(
        fact.find("name").orElse(fact.place()),
        device,
        devices,
        new Watts(
            fact.has("node_power") ? fact.positive("node_power", Unit.WATTS) : each * devices),
        links(fact, device.bandwidth()),
        new Money(fact.amount("usd_per_device_hour", Unit.USD_PER_HOUR, 0), "USD"),
        reach(fact, kind));
  }

  private static Device device(Fact fact) {
    double wide = fact.positive("rate_16bit", Unit.FLOP_PER_SECOND);
    double narrow = fact.has("rate_8bit") ? fact.positive("rate_8bit", Unit.FLOP_PER_SECOND) : wide;
    return new Device(
        new FlopRate(wide),
        new FlopRate(narrow),
        new ByteCount(fact.positive("memory", Unit.BYTES)),
        new Bandwidth(fact.positive("bandwidth", Unit.BYTES_PER_SECOND)),
        new Watts(fact.positive("device_power", Unit.WATTS)));
  }

  private static Links links(Fact fact, Bandwidth otherwise) {
    Bandwidth inside =
        fact.has("link") ? new Bandwidth(fact.positive("link", Unit.BYTES_PER_SECOND)) : otherwise;
    return new Links(
        inside,
        fact.has("network")
            ? new Bandwidth(fact.positive("network", Unit.BYTES_PER_SECOND))
            : inside);
  }

  private static Reach reach(Fact fact, String kind) {
    double prefill = Constants.of(kind + "_prefill_share", Unit.NUMBER);
    double decode = Constants.of(kind + "_decode_share", Unit.NUMBER);
    return new Reach(
        fact.has("prefill_share") ? fact.share("prefill_share") : prefill,
        fact.has("decode_share") ? fact.share("decode_share") : decode,
        new Span(Constants.of(kind + "_layer_time", Unit.SECONDS)),
        kind.equals("gpu")
            ? null
            : Turns.reaching(Constants.of("cpu_attention_share", Unit.NUMBER)));
  }

  /// A machine without graphics processors, measured: its memory and reading, and the rate of a
  /// product of 8-bit weights with many tokens.
  public static Machine measured(String name, Bandwidth reading, FlopRate products, Shell shell) {
    Device device =
        new Device(
            products.times(Constants.of("here_attention_rate", Unit.NUMBER)),
            products,
            shell.memory(),
            reading,
            shell.power());
    return new Machine(
        name,
        device,
        1,
        shell.power(),
        new Links(reading, reading),
        new Money(0, "USD"),
        new Reach(
            Constants.of("here_prefill_share", Unit.NUMBER),
            Constants.of("cpu_decode_share", Unit.NUMBER),
            new Span(Constants.of("cpu_layer_time", Unit.SECONDS)),
            Turns.reaching(1))); // its 16-bit rate is what attention reaches
  }

  /// What of a machine is not measured but known.
  public record Shell(ByteCount memory, Watts power) {}

  /// Power at most of one device with its part of the node.
  public Watts perDevice() {
    return new Watts(power.value() / devices);
  }

  public ByteCount memory() {
    return new ByteCount(device.memory().value() * devices);
  }

  /// The same with another speed of memory.
  public Machine withBandwidth(Bandwidth bandwidth) {
    Device faster =
        new Device(device.wide(), device.narrow(), device.memory(), bandwidth, device.power());
    return new Machine(name, faster, devices, power, links, perDeviceHour, reach);
  }
}
