package dev.fathom.convert;

import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import dev.fathom.model.ModelFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which tokens begin and end a text, and whether they are added: from `tokenizer_config.json`,
/// else `config.json` and the post-processor of `tokenizer.json`.
final class SpecialTokens {
  /// What Hugging Face and GGUF call them (the slip in the third is GGUF's own).
  private static final Map<String, String> KEYS = keys();

  private final Metadata tokenizer;
  private final Optional<Metadata> named;
  private final Metadata config;

  SpecialTokens(ModelFile source, Metadata tokenizer) {
    this.tokenizer = tokenizer;
    this.named = source.companionJson("tokenizer_config.json");
    this.config = source.companionJson("config.json").orElseThrow();
  }

  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("bos", "bos_token_id");
    keys.put("eos", "eos_token_id");
    keys.put("unk", "unknown_token_id");
    keys.put("sep", "seperator_token_id");
    keys.put("pad", "padding_token_id");
    keys.put("cls", "cls_token_id");
    keys.put("mask", "mask_token_id");
    return keys;
  }

  /// GGUF's keys by Hugging Face's marks: `bos` to `bos_token_id`.
  static Map<String, String> ggufKeys() {
    return Map.copyOf(KEYS);
  }

  void writeTo(GgufWriter writer) {
    KEYS.forEach(
        (mark, key) -> id(mark).ifPresent(id -> writer.uint32("tokenizer.ggml." + key, id)));
    for (String mark : List.of("bos", "eos")) {
      added(mark).ifPresent(adds -> writer.bool("tokenizer.ggml.add_" + mark + "_token", adds));
    }
  }

  private Optional<Long> id(String mark) {
    return spelling(mark).flatMap(this::idOf).or(() -> configured(mark));
  }

  private Optional<String> spelling(String mark) {
    Optional<Object> found = named.flatMap(it -> it.find(mark + "_token"));
    return found.flatMap(
        it ->
            it instanceof Map<?, ?> object
                ? JsonLists.text(object, "content")
                : Optional.of(it.toString()));
  }

  private Optional<Long> idOf(String spelling) {
    return JsonLists.objects(JsonLists.list(tokenizer, "added_tokens")).stream()
        .filter(token -> spelling.equals(token.get("content")))
        .<Long>mapMulti(
            (token, out) -> {
              if (token.get("id") instanceof Long id) {
                out.accept(id);
              }
            })
        .findFirst();
  }

  private Optional<Long> configured(String mark) {
    Object found = config.find(mark + "_token_id").orElse(List.of());
    Object first = found instanceof List<?> several && !several.isEmpty() ? several.get(0) : found;
    return first instanceof Long id ? Optional.of(id) : Optional.empty();
  }

  private Optional<Boolean> added(String mark) {
    return named.flatMap(it -> it.findBoolean("add_" + mark + "_token")).or(() -> processed(mark));
  }

  /// What the post-processor says: a template that begins with bos, or that nothing is added.
  private Optional<Boolean> processed(String mark) {
    Object processor = tokenizer.find("post_processor").orElse(Map.of());
    if (!(processor instanceof Map<?, ?> object) || object.isEmpty()) {
      return Optional.empty();
    }
    List<Map<?, ?>> several = JsonLists.objects(object.get("processors"));
    for (Map<?, ?> part : several.isEmpty() ? List.<Map<?, ?>>of(object) : several) {
      if ("TemplateProcessing".equals(part.get("type"))) {
        List<Map<?, ?>> single = JsonLists.objects(part.get("single"));
        Map<?, ?> end =
            single.isEmpty() ? Map.of() : mark.equals("bos") ? single.getFirst() : single.getLast();
        return Optional.of(JsonLists.text(end, "SpecialToken", "id").equals(spelling(mark)));
      }
    }
    return Optional.of(false);
  }
}
