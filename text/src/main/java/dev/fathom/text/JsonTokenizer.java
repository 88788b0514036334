package dev.fathom.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Builds the tokenizer that a `tokenizer.json` of Hugging Face describes.
final class JsonTokenizer {
  private final JsonModel model;
  private final JsonPart rest;
  private final JsonPart config;

  JsonTokenizer(String file, byte[] tokenizer, byte @Nullable [] config) {
    this.model = new JsonModel(file, tokenizer.length);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    JsonSource.read(
        file,
        tokenizer,
        source -> {
          if (source.name().equals("model")) {
            model.read(source);
          } else {
            source.readInto(members);
          }
        });
    this.rest = new JsonPart(file, "", members);
    String configFile = "the tokenizer_config.json beside " + file;
    this.config =
        config == null
            ? new JsonPart(configFile, "", Map.of())
            : JsonSource.read(configFile, config);
  }

  Tokenizer build() {
    JsonPipeline pipeline = new JsonPipeline(rest);
    Normalization normalization = JsonNormalization.read(rest.at("normalizer"));
    // the words come first: they ask for the vocabulary of the model alone
    WordEncoder words = model.words(pipeline.byteLevel());
    List<AddedToken> added = addedTokens();
    Vocabulary vocabulary = model.vocabulary();
    VocabularyTokenizer.Parts parts =
        new VocabularyTokenizer.Parts(
            vocabulary,
            new AddedTokens(added, normalization),
            pipeline.cut(),
            words,
            JsonSpelling.read(rest.at("decoder")));
    return new VocabularyTokenizer(parts, ends());
  }

  private List<AddedToken> addedTokens() {
    List<AddedToken> tokens = new ArrayList<>();
    for (JsonPart part : rest.at("added_tokens").elements()) {
      String content = part.at("content").text();
      long id = part.at("id").whole();
      int known = model.vocabulary().find(content);
      if (known < 0) {
        model.vocabulary().put(content, id, part.path());
      } else if (known != id) {
        throw part.at("id").bad(known + ", the id of " + Vocabulary.quoted(content));
      }
      boolean special = part.flag("special", false);
      AddedToken.Rules rules =
          new AddedToken.Rules(
              part.flag("normalized", !special),
              part.flag("lstrip", false),
              part.flag("rstrip", false),
              part.flag("single_word", false));
      tokens.add(new AddedToken((int) id, content, special, rules));
    }
    return tokens;
  }

  private VocabularyTokenizer.Ends ends() {
    OptionalInt bos = named("bos_token");
    OptionalInt eos = named("eos_token");
    OptionalInt first = JsonPipeline.firstToken(rest.at("post_processor"), model.vocabulary());
    boolean adds = config.flag("add_bos_token", first.isPresent());
    return new VocabularyTokenizer.Ends(bos.isPresent() ? bos : first, eos, adds);
  }

  private OptionalInt named(String key) {
    JsonPart part = config.at(key);
    if (part.isAbsent()) {
      return OptionalInt.empty();
    }
    JsonPart content = part.content() instanceof Map<?, ?> ? part.at("content") : part;
    int id = model.vocabulary().find(content.text());
    if (id < 0) {
      throw content.bad("a token of the vocabulary");
    }
    return OptionalInt.of(id);
  }
}
