package dev.fathom.grammar;

import static dev.fathom.grammar.Expression.bytes;
import static dev.fathom.grammar.Expression.choice;
import static dev.fathom.grammar.Expression.optional;
import static dev.fathom.grammar.Expression.rule;
import static dev.fathom.grammar.Expression.sequence;
import static dev.fathom.grammar.Expression.star;
import static dev.fathom.grammar.Expression.text;

import dev.fathom.grammar.Expression.Call;
import dev.fathom.grammar.Expression.Repeat;
import dev.fathom.grammar.Expression.Rule;

/// How JSON is written (RFC 8259), narrowed to what a model may say: between tokens at most one
/// blank, or a newline and up to 32 blanks; numbers of at most 16 digits before and behind the
/// point and two in the exponent; no half surrogate pairs. One for each grammar, which shares its
/// rules.
final class JsonSyntax {
  /// The most digits of a number before its point, and behind it.
  static final int DIGITS = 16;

  private static final ByteSet DIGIT = ByteSet.range('0', '9');
  private static final ByteSet HEX = DIGIT.or(ByteSet.of("abcdefABCDEF"));

  /// Behind brackets and commas, and before closing brackets.
  final Expression gap =
      rule("gap", optional(choice(text(" "), sequence(text("\n"), new Repeat(text(" "), 0, 32)))));

  /// One character of a string.
  final Expression character = rule("character", character());

  /// Any string.
  final Expression string = rule("string", quoted(star(character)));

  /// Any string, each character spelt in one way only.
  final Expression plainString =
      rule("plain string", quoted(star(rule("plain", Spelling.JSON.oneOf(CodePoints.ALL)))));

  final Expression integer = rule("integer", integer());
  final Expression number = rule("number", sequence(integer(), optional(fraction()), exponent()));
  final Expression bool = choice(text("true"), text("false"));
  final Expression nothing = text("null");

  private final Rule valueRule = new Rule("value");

  /// Any value.
  final Expression value = new Call(valueRule);

  final Expression object = rule("object", objectOf(member(string, value)));
  final Expression array = rule("array", arrayOf(value));

  JsonSyntax() {
    valueRule.define(choice(object, array, string, number, bool, nothing));
  }

  /// A string of that content.
  static Expression quoted(Expression content) {
    return sequence(text("\""), content, text("\""));
  }

  /// A member of an object.
  static Expression member(Expression key, Expression value) {
    return sequence(key, text(":"), optional(text(" ")), value);
  }

  /// `part`, behind a comma.
  Expression further(Expression part) {
    return sequence(text(","), gap, part);
  }

  private Expression objectOf(Expression member) {
    return bracketed("{", member, "}");
  }

  private Expression arrayOf(Expression item) {
    return bracketed("[", item, "]");
  }

  private Expression bracketed(String open, Expression part, String close) {
    Expression parts = sequence(part, star(further(part)), gap);
    return sequence(text(open), gap, optional(parts), text(close));
  }

  private static Expression character() {
    CodePoints plain =
        CodePoints.range(0x20, CodePoints.LAST)
            .without(CodePoints.of('"'))
            .without(CodePoints.of('\\'));
    Expression escape = sequence(text("\\"), bytes(ByteSet.of("\"\\/bfnrt")));
    return choice(Spelling.PLAIN.oneOf(plain), escape, sequence(text("\\u"), unicode()));
  }

  /// The four digits of a character of 16 bits, or of both halves of a pair.
  private static Expression unicode() {
    ByteSet notD = HEX.and(ByteSet.of("dD").complement());
    ByteSet d = ByteSet.of("dD");
    Expression hex = bytes(HEX);
    Expression single =
        choice(
            sequence(bytes(notD), hex, hex, hex),
            sequence(bytes(d), bytes(ByteSet.range('0', '7')), hex, hex));
    Expression high = sequence(bytes(d), bytes(ByteSet.of("89abAB")), hex, hex);
    Expression low = sequence(bytes(d), bytes(ByteSet.of("cdefCDEF")), hex, hex);
    return choice(single, sequence(high, text("\\u"), low));
  }

  private static Expression integer() {
    Expression digits = new Repeat(bytes(DIGIT), 0, DIGITS - 1);
    return sequence(
        optional(text("-")), choice(text("0"), sequence(bytes(ByteSet.range('1', '9')), digits)));
  }

  private static Expression fraction() {
    return sequence(text("."), new Repeat(bytes(DIGIT), 1, DIGITS));
  }

  private static Expression exponent() {
    return optional(
        sequence(
            bytes(ByteSet.of("eE")),
            optional(bytes(ByteSet.of("+-"))),
            new Repeat(bytes(DIGIT), 1, 2)));
  }
}
