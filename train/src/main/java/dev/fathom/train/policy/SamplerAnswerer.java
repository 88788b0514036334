package dev.fathom.train.policy;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.evaluate.Answered;
import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A model of Fathom's own format, sampled in large batches; for thousands of short answers.
/// Answers to one question, asked one behind the other, share their prompt.
public final class SamplerAnswerer implements Answerer {
  private final String name;
  private final Sampler sampler;
  private final Tokenizer tokenizer;
  private final int parallel;
  private final int context;
  private final int thoughtEnd;

  /// How it is asked.
  ///
  /// @param context tokens of question and answer at most
  /// @param together answers under way at once
  public record Size(int context, int together) {}

  /// @param sampler with its weights; it stays the caller's
  public SamplerAnswerer(String name, Sampler sampler, Tokenizer tokenizer, Size size) {
    this.name = name;
    this.sampler = sampler;
    this.tokenizer = tokenizer;
    this.context = size.context();
    parallel = size.together();
    thoughtEnd = tokenizer.id(ChatLines.THOUGHT).orElse(-1);
  }

  @Override
  public String name() {
    return name;
  }

  /// An answer under way: what it was asked, its prompt, what was said so far.
  private record Draft(Asked asked, int[] prompt, int[] said, boolean ended) {
    int[] both() {
      return joined(prompt, said);
    }
  }

  @Override
  public List<Answered> answer(List<Asked> questions) {
    List<Answered> answers = new ArrayList<>();
    // what is asked alike goes together
    int from = 0;
    for (int to = 1; to <= questions.size(); to++) {
      if (to == questions.size() || !alike(questions.get(from), questions.get(to))) {
        answers.addAll(batch(questions.subList(from, to)));
        from = to;
      }
    }
    return answers;
  }

  private static boolean alike(Asked one, Asked two) {
    return one.temperature() == two.temperature()
        && one.maxTokens() == two.maxTokens()
        && one.thinkingBudget() == two.thinkingBudget();
  }

  private List<Answered> batch(List<Asked> questions) {
    Asked terms = questions.getFirst();
    boolean thinking = terms.thinkingBudget() > 0;
    List<Draft> drafts = new ArrayList<>();
    for (Asked asked : questions) {
      String text =
          thinking
              ? ChatLines.prompt(asked.question())
              : ChatLines.promptWithoutThought(asked.question());
      drafts.add(new Draft(asked, tokenizer.encode(text, true), new int[0], false));
    }
    int first = thinking ? Math.min(terms.thinkingBudget(), terms.maxTokens()) : terms.maxTokens();
    drafts = further(drafts, first);
    if (first < terms.maxTokens()) {
      drafts = further(drafts.stream().map(this::closed).toList(), terms.maxTokens() - first);
    }
    return drafts.stream().map(draft -> answered(draft, thinking)).toList();
  }

  /// A thought that used up its budget is ended.
  private Draft closed(Draft draft) {
    if (draft.ended() || contains(draft.said())) {
      return draft;
    }
    int[] end = tokenizer.encode("\n" + ChatLines.THOUGHT + "\n\n", true);
    return new Draft(draft.asked(), draft.prompt(), joined(draft.said(), end), false);
  }

  private boolean contains(int[] said) {
    return Arrays.stream(said).anyMatch(token -> token == thoughtEnd);
  }

  /// Up to `most` tokens more for those that have not ended.
  private List<Draft> further(List<Draft> drafts, int most) {
    List<List<Integer>> together = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      if (draft.ended() || draft.both().length >= context) {
        continue;
      }
      boolean same =
          !together.isEmpty()
              && Arrays.equals(drafts.get(together.getLast().getLast()).both(), draft.both());
      if (!same) {
        together.add(new ArrayList<>());
      }
      together.getLast().add(i);
    }
    return sampled(drafts, together, most);
  }

  private List<Draft> sampled(List<Draft> drafts, List<List<Integer>> together, int most) {
    List<Ask> asks = new ArrayList<>();
    for (List<Integer> group : together) {
      long[] seeds =
          group.stream()
              .map(drafts::get)
              // what goes on draws other numbers than before
              .mapToLong(draft -> draft.asked().seed() + ((long) draft.said().length << 40))
              .toArray();
      asks.add(new Ask(drafts.get(group.getFirst()).both(), seeds));
    }
    double temperature = drafts.getFirst().asked().temperature();
    int end = tokenizer.eos().orElse(-1);
    List<List<Sample>> samples =
        sampler.sample(asks, new SamplerSettings(temperature, most, Set.of(end), parallel));
    List<Draft> longer = new ArrayList<>(drafts);
    for (int i = 0; i < asks.size(); i++) {
      for (int j = 0; j < samples.get(i).size(); j++) {
        int at = together.get(i).get(j);
        Draft draft = drafts.get(at);
        Sample sample = samples.get(i).get(j);
        int[] said = joined(draft.said(), sample.tokens());
        longer.set(at, new Draft(draft.asked(), draft.prompt(), said, sample.ended()));
      }
    }
    return longer;
  }

  private Answered answered(Draft draft, boolean thinking) {
    int[] said = draft.said();
    int[] spoken = draft.ended() ? Arrays.copyOf(said, said.length - 1) : said;
    int end = 0;
    if (thinking) {
      end = spoken.length;
      for (int i = spoken.length - 1; i >= 0; i--) {
        end = spoken[i] == thoughtEnd ? i : end;
      }
    }
    int from = Math.min(spoken.length, thinking ? end + 1 : 0);
    String thought = tokenizer.decode(Arrays.copyOf(spoken, end), false);
    String answer = tokenizer.decode(Arrays.copyOfRange(spoken, from, spoken.length), false);
    return new Answered(answer.strip(), end, said.length, !draft.ended(), "", thought.strip());
  }

  private static int[] joined(int[] one, int[] two) {
    int[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
