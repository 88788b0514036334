package dev.fathom.grammar;

import dev.fathom.grammar.Automaton.Round;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The masks of one grammar over one vocabulary, by position, kept as far as they fit. For many
/// threads.
///
/// A new position's mask is not found by walking all tokens again. Most tokens stay inside the rule
/// that the text is in, whoever called it: these are found once a state ({@link Reach}), and only
/// the tokens that may lead out of the rule are followed into the rule below. So the inside of a
/// JSON string costs a walk over the vocabulary once, not once a property. Going round in a
/// repetition of short parts does not count as leading out, and its large counts are taken as one.
final class Masks {
  private static final long MASK_BYTES = 24L << 20;
  private static final long REACH_BYTES = 8L << 20;

  // how many repetitions, one directly in the other, are seen as one rule
  private static final int MAX_ROUNDS = 8;

  /// What can be said from a position on without asking who called.
  ///
  /// @param exits nodes of the trie of short tokens, with children, at which the rule may be left
  private record Reach(TokenSet tokens, int[] exits) {
    long byteSize() {
      return tokens.byteSize() + 48 + 4L * exits.length;
    }
  }

  private final Automaton automaton;
  private final Positions positions;
  private final GrammarVocabulary vocabulary;
  private final BoundedCache<Position, TokenSet> masks =
      new BoundedCache<>(MASK_BYTES, set -> 128 + set.byteSize());
  private final BoundedCache<Position, Reach> reaches =
      new BoundedCache<>(REACH_BYTES, Reach::byteSize);

  Masks(Automaton automaton, Positions positions, GrammarVocabulary vocabulary) {
    this.automaton = automaton;
    this.positions = positions;
    this.vocabulary = vocabulary;
  }

  /// The tokens that may come at `position`.
  TokenSet at(Position position) {
    TokenSet known = masks.find(position);
    if (known != null) {
      return known;
    }
    TokenSet found = TokenSet.of(find(position));
    masks.keep(position, found);
    return found;
  }

  private long[] find(Position position) {
    long[] bits = new long[(vocabulary.size() + 63) / 64];
    TokenWalk walk = new TokenWalk(positions, bits);
    parts(position)
        .forEach((below, places) -> addPart(positions.taking(places), below, walk, bits));
    walk.tokens(vocabulary.longTokens(), position);
    walk.marks(vocabulary.specialTokens(), position);
    if (position.complete || isEmpty(bits)) {
      // a text that this vocabulary cannot go on with can only end
      vocabulary.endTokens().forEach(id -> bits[id >> 6] |= 1L << id);
    }
    return bits;
  }

  private void addPart(Position inner, Place below, TokenWalk walk, long[] bits) {
    Reach reach = reach(inner);
    reach.tokens.addTo(bits);
    if (!below.isBottom()) {
      Position behind = positions.at(below);
      for (int exit : reach.exits) {
        walk.rest(vocabulary.shortTokens(), exit, behind);
      }
    }
  }

  private Reach reach(Position inner) {
    Reach known = reaches.find(inner);
    if (known != null) {
      return known;
    }
    long[] bits = new long[(vocabulary.size() + 63) / 64];
    int[] exits = new TokenWalk(positions, bits).tokensAndExits(vocabulary.shortTokens(), inner);
    Reach found = new Reach(TokenSet.of(bits), exits);
    reaches.keep(inner, found);
    return found;
  }

  /// The places of `position` by what lies below the rule that they are in, each cut off there.
  private Map<Place, Set<Place>> parts(Position position) {
    Map<Place, Set<Place>> parts = new LinkedHashMap<>();
    for (Place place : position.places) {
      Place below = place.below();
      for (int i = 0; i < MAX_ROUNDS && isTightRound(below); i++) {
        below = below.below();
      }
      Place inner = cutOff(place, below.depth());
      parts.computeIfAbsent(below, _ -> new LinkedHashSet<>()).add(inner);
    }
    return parts;
  }

  private boolean isTightRound(Place place) {
    return !place.isBottom()
        && automaton.state(place.state()) instanceof Round round
        && round.tight();
  }

  private Place cutOff(Place place, int depth) {
    if (place.depth() == depth) {
      return Place.BOTTOM;
    }
    int state =
        automaton.state(place.state()) instanceof Round round ? round.alike() : place.state();
    return new Place(state, cutOff(place.below(), depth));
  }

  private static boolean isEmpty(long[] bits) {
    for (long word : bits) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }
}
