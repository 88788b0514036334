package dev.fathom.convert;

import dev.fathom.format.GgufValueType;
import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The keys `general.*`: what kind of model this is, whence, and under which licence, told by its
/// name, its card and `generation_config.json`.
final class GgufGeneral {
  private static final String HUB = "https://huggingface.co/";

  private final ModelFile source;
  private final List<NewTensor> tensors;
  private final FrontMatter card;
  private final GgufWriter writer;

  GgufGeneral(ModelFile source, List<NewTensor> tensors, GgufWriter writer) {
    this.source = source;
    this.tensors = tensors;
    this.card = FrontMatter.of(source.companion("README.md").orElse(new byte[0]));
    this.writer = writer;
  }

  void write() {
    writer.string("general.architecture", source.config().architecture());
    writer.string("general.type", "model");
    sampling();
    names();
    optional("general.license", card.find("license"));
    optional("general.license.name", card.find("license_name"));
    optional("general.license.link", card.find("license_link"));
    origins("general.base_model", card.list("base_model", "base_models", "base_model_sources"));
    origins("general.dataset", card.list("datasets", "dataset", "dataset_sources"));
    strings("general.tags", card.list("tags", "pipeline_tag"));
    strings("general.languages", card.list("languages", "language"));
    writer.uint32("general.file_type", fileType());
    writer.uint32("general.quantization_version", 2);
  }

  private void optional(String key, Optional<String> value) {
    value.ifPresent(text -> writer.string(key, text));
  }

  private void strings(String key, List<String> values) {
    if (!values.isEmpty()) {
      writer.strings(key, values);
    }
  }

  private void sampling() {
    Optional<Metadata> generation = source.companionJson("generation_config.json");
    generation
        .flatMap(it -> it.findLong("top_k"))
        .ifPresent(it -> writer.value("general.sampling.top_k", GgufValueType.INT32, it));
    List.of("top_p", "min_p")
        .forEach(
            name ->
                generation
                    .flatMap(it -> it.findDouble(name))
                    .ifPresent(it -> writer.float32("general.sampling." + name, it.floatValue())));
    // GGUF has no `do_sample`; a temperature of 0 says the same
    Optional.ofNullable(source.sampling().temperature())
        .ifPresent(it -> writer.float32("general.sampling.temp", it.floatValue()));
    generation
        .flatMap(it -> it.findDouble("repetition_penalty"))
        .ifPresent(it -> writer.float32("general.sampling.penalty_repeat", it.floatValue()));
  }

  private void names() {
    long parameters = tensors.stream().mapToLong(it -> it.shape().elements()).sum();
    ModelNameParts told = ModelNameParts.of(source.name(), parameters);
    writer.string(
        "general.name", card.find("name", "model_name").orElse(ModelNameParts.title(told.name())));
    optional("general.author", card.find("author", "model_author", "model_creator"));
    optional("general.version", card.find("version", "model_version").or(told::version));
    optional(
        "general.organization",
        card.find("organization", "model_organization")
            .or(() -> told.organization().map(ModelNameParts::title)));
    optional("general.finetune", card.find("finetune", "model_finetune").or(told::finetune));
    optional("general.basename", card.find("basename", "model_basename").or(told::basename));
    optional("general.description", card.find("description", "model_description"));
    writer.string(
        "general.size_label",
        card.find("size_label", "model_size_label").or(told::size).orElseGet(this::sizeLabel));
  }

  /// One expert of every layer and all that is shared.
  private String sizeLabel() {
    long counted = 0;
    int experts = 0;
    for (NewTensor tensor : tensors) {
      boolean stacked = tensor.name().contains("_exps.");
      experts = stacked ? Math.toIntExact(tensor.shape().length(0)) : experts;
      counted += tensor.shape().elements() / (stacked ? tensor.shape().length(0) : 1);
    }
    return ModelNameParts.sizeLabel(counted, experts);
  }

  private void origins(String key, List<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    writer.uint32(key + ".count", ids.size());
    for (int i = 0; i < ids.size(); i++) {
      origin(key + "." + i, ids.get(i));
    }
  }

  private void origin(String key, String id) {
    boolean address = id.contains("://");
    String repository = address && id.startsWith(HUB) ? id.substring(HUB.length()) : id;
    if (!address || !repository.equals(id)) {
      ModelNameParts told = ModelNameParts.of(repository, 0);
      writer.string(key + ".name", ModelNameParts.title(told.name()));
      optional(key + ".version", told.version());
      optional(key + ".organization", told.organization().map(ModelNameParts::title));
    }
    if (address || id.contains("/")) {
      writer.string(key + ".repo_url", address ? id : HUB + id);
    }
  }

  /// llama.cpp's number (`enum llama_ftype`) of the type that most bytes have.
  private int fileType() {
    Map<ElementType, Long> bytes =
        tensors.stream()
            .collect(
                Collectors.groupingBy(NewTensor::type, Collectors.summingLong(NewTensor::bytes)));
    ElementType most =
        bytes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    return switch (most) {
      case F32 -> 0;
      case F16 -> 1;
      case Q4_0 -> 2;
      case Q4_1 -> 3;
      case Q8_0 -> 7;
      case Q5_0 -> 8;
      case Q5_1 -> 9;
      case BF16 -> 32;
      // types that nothing here writes
      case F8_E4M3, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, MXFP4 -> 1024;
    };
  }
}
