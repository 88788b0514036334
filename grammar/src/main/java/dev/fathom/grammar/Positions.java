package dev.fathom.grammar;

import dev.fathom.grammar.Automaton.End;
import dev.fathom.grammar.Automaton.Enter;
import dev.fathom.grammar.Automaton.Fork;
import dev.fathom.grammar.Automaton.Round;
import dev.fathom.grammar.Automaton.Take;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The positions of an automaton, found as texts get there, and kept while they fit: a
/// deterministic automaton that is built only where it is walked. For many threads.
final class Positions {
  private static final int MAX_PLACES = 20_000;
  private static final int MAX_DEPTH = 10_000;
  private static final long MAX_BYTES = 16L << 20;
  private static final long PLACE_BYTES = 64;

  private record Content(Set<Place> places, boolean complete) {}

  private final Automaton automaton;
  private final Map<Content, Position> known = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final Position start;

  Positions(Automaton automaton) {
    this.automaton = automaton;
    this.start = at(new Place(automaton.start(), Place.BOTTOM));
  }

  /// Where a text begins.
  Position start() {
    return start;
  }

  /// Where a reading is that goes on at `place`.
  Position at(Place place) {
    return reached(List.of(place));
  }

  /// Where readings are that take their next byte at one of `places`.
  Position taking(Set<Place> places) {
    return unique(new Content(places, false), places.size());
  }

  /// Where `from` gets to by byte `b`; {@link Position#NOWHERE} if it cannot be taken.
  Position next(Position from, int b) {
    Position known = from.next[automaton.classes().of(b)];
    return known == null ? find(from, b) : known;
  }

  /// Where `from` gets to by byte `b`, if that was found before.
  @Nullable Position known(Position from, int b) {
    return from.next[automaton.classes().of(b)];
  }

  /// Where `from` gets to by byte `b`, found anew.
  Position find(Position from, int b) {
    Position next = step(from, b, false);
    from.next[automaton.classes().of(b)] = next;
    return next;
  }

  /// Where `from` gets to if byte `b` belongs to a mark.
  Position nextOfMark(Position from, int b) {
    return step(from, b, true);
  }

  private Position step(Position from, int b, boolean markOnly) {
    Deque<Place> reached = new ArrayDeque<>();
    for (Place place : from.places) {
      if (automaton.state(place.state()) instanceof Take take
          && take.set().contains(b)
          && (take.mark() || !markOnly)) {
        reached.add(new Place(take.next(), place.below()));
      }
    }
    return reached(reached);
  }

  /// Follows whatever takes no byte.
  private Position reached(Collection<Place> places) {
    Deque<Place> open = new ArrayDeque<>(places);
    Set<Place> seen = new HashSet<>();
    Set<Place> taking = new LinkedHashSet<>();
    boolean complete = false;
    while (!open.isEmpty()) {
      Place place = open.remove();
      if (place.isBottom()) {
        complete = true;
      } else if (automaton.living()[place.state()] && seen.add(place)) {
        follow(place, open, taking);
      }
      if (seen.size() > MAX_PLACES) {
        throw new GrammarException(
            "the text can be read in more than 20,000 ways by this grammar; make it less ambiguous");
      }
    }
    return unique(new Content(taking, complete), seen.size());
  }

  private void follow(Place place, Deque<Place> open, Set<Place> taking) {
    Place below = place.below();
    switch (automaton.state(place.state())) {
      case Take _ -> taking.add(place);
      case Fork fork -> Arrays.stream(fork.next()).forEach(s -> open.add(new Place(s, below)));
      case Round round -> open.add(new Place(round.next(), below));
      case End _ -> open.add(below);
      case Enter enter -> {
        Place behind = enter.last() ? below : new Place(enter.next(), below);
        // a text nested more deeply than this is never begun
        if (behind.depth() < MAX_DEPTH) {
          open.add(new Place(enter.rule(), behind));
        }
      }
    }
  }

  private Position unique(Content content, int work) {
    if (content.places.isEmpty() && !content.complete) {
      return Position.NOWHERE;
    }
    Position position = known.get(content);
    return position == null ? keep(content, work) : position;
  }

  private Position keep(Content content, int work) {
    int classes = automaton.classes().count();
    long size = 4L * classes + PLACE_BYTES * (2L + content.places.size());
    if (bytes.addAndGet(size) > MAX_BYTES) {
      forget(size);
    }
    Position made =
        new Position(content.places, content.complete, new Position.Costs(classes, work));
    Position known = this.known.putIfAbsent(content, made);
    return known == null ? made : known;
  }

  // whoever stands at a position stays there and finds its successors anew
  private void forget(long size) {
    for (Position position : known.values()) {
      Arrays.fill(position.next, null);
    }
    known.clear();
    bytes.set(size);
  }
}
