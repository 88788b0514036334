package dev.fathom.grammar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Takes keywords that combine schemas out of one level of a schema: what is left is a list of
/// schemas without them, and a value must satisfy one of these. The levels below keep theirs.
final class SchemaAlternatives {
  private static final int MAX_ALTERNATIVES = 256;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_WORK = 500_000;
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private final SchemaReferences references;
  private int work;

  SchemaAlternatives(SchemaReferences references) {
    this.references = references;
  }

  /// The alternatives that `schema` amounts to.
  List<SchemaNode> of(SchemaNode schema) {
    return of(schema, 0);
  }

  /// Refuses branches of `oneOf` that a value might satisfy two of: the rest is as good as `anyOf`.
  void refuseOverlap(SchemaNode oneOf) {
    refuseOverlap(oneOf, branches(oneOf, 0));
  }

  private static void refuseOverlap(SchemaNode oneOf, List<List<SchemaNode>> branches) {
    for (int i = 0; i < branches.size(); i++) {
      for (int j = i + 1; j < branches.size(); j++) {
        if (!areDisjoint(branches.get(i), branches.get(j))) {
          throw oneOf.bad(
              "a value may satisfy both branch "
                  + i
                  + " and branch "
                  + j
                  + "; give them different types, or a required property with different 'const'"
                  + " values, or use anyOf");
        }
      }
    }
  }

  private List<SchemaNode> of(SchemaNode schema, int depth) {
    if (depth > MAX_DEPTH) {
      throw schema.bad("its allOf, anyOf, oneOf and $ref are nested too deeply, or in a circle");
    }
    spend(1, schema);
    if (schema.json() instanceof BooleanNode all) {
      return all.booleanValue() ? List.of(schema.with(MAKE.objectNode())) : List.of();
    }
    ObjectNode own = SchemaKeywords.stripped(schema);
    SchemaNode all = schema.with(JsonNodeFactory.instance.objectNode().setAll(own));
    SchemaKeywords.COMBINING.forEach(own::remove);
    List<SchemaNode> result = List.of(schema.with(own));
    if (all.has("$ref")) {
      result = product(result, of(references.target(all.at("$ref")), depth + 1));
    }
    for (SchemaNode part : all.find("allOf").map(SchemaNode::elements).orElse(List.of())) {
      result = product(result, of(part, depth + 1));
    }
    if (all.has("oneOf")) {
      List<List<SchemaNode>> branches = branches(all.at("oneOf"), depth + 1);
      refuseOverlap(all.at("oneOf"), branches);
      result = product(result, branches.stream().flatMap(List::stream).toList());
    }
    if (all.has("anyOf")) {
      List<List<SchemaNode>> branches = branches(all.at("anyOf"), depth + 1);
      result = product(result, branches.stream().flatMap(List::stream).toList());
    }
    return isNullable(all) ? withNull(result, schema) : result;
  }

  /// Whether OpenAPI's `nullable` adds null to the values of `schema`.
  static boolean isNullable(SchemaNode schema) {
    return schema.find("nullable").map(SchemaNode::isTrue).orElse(false);
  }

  private static List<SchemaNode> withNull(List<SchemaNode> result, SchemaNode schema) {
    List<SchemaNode> more = new ArrayList<>(result);
    more.add(schema.with(MAKE.objectNode().put("type", "null")));
    return more;
  }

  private List<List<SchemaNode>> branches(SchemaNode list, int depth) {
    List<SchemaNode> branches = list.elements();
    if (branches.size() > MAX_ALTERNATIVES) {
      throw list.bad("has %,d branches; at most 256 are served".formatted(branches.size()));
    }
    return branches.stream().map(branch -> of(branch, depth)).toList();
  }

  private List<SchemaNode> product(List<SchemaNode> some, List<SchemaNode> others) {
    List<SchemaNode> product = new ArrayList<>();
    for (SchemaNode one : some) {
      if (product.size() + others.size() > MAX_ALTERNATIVES) {
        throw one.bad("its allOf, anyOf and oneOf amount to more than 256 alternatives");
      }
      for (SchemaNode other : others) {
        spend(one.json().size() + one.at("properties").json().size(), one);
        spend(other.json().size() + other.at("properties").json().size(), other);
        product.add(SchemaMerge.of(one, other));
      }
    }
    return product;
  }

  private static boolean areDisjoint(List<SchemaNode> some, List<SchemaNode> others) {
    return some.stream().allMatch(one -> others.stream().allMatch(o -> areDisjoint(one, o)));
  }

  private static boolean areDisjoint(SchemaNode one, SchemaNode other) {
    return haveDisjointTypes(one, other)
        || haveDisjointValues(one, other)
        || (areObjects(one, other) && (tellsApart(one, other) || tellsApart(other, one)));
  }

  private static boolean haveDisjointTypes(SchemaNode one, SchemaNode other) {
    if (!one.has("type") || !other.has("type")) {
      return false;
    }
    Set<String> types = SchemaKeywords.types(one);
    Set<String> others = SchemaKeywords.types(other);
    boolean numbers = types.contains("number") && others.contains("integer");
    boolean integers = types.contains("integer") && others.contains("number");
    return !numbers && !integers && types.stream().noneMatch(others::contains);
  }

  private static boolean haveDisjointValues(SchemaNode one, SchemaNode other) {
    if (!hasValues(one) || !hasValues(other)) {
      return false;
    }
    Set<Object> values = comparable(one);
    return comparable(other).stream().noneMatch(values::contains);
  }

  // 1 and 1.0 are one number; what containers hold is not looked at
  private static Set<Object> comparable(SchemaNode schema) {
    Set<Object> values = new HashSet<>();
    for (JsonNode value : SchemaMerge.values(schema)) {
      values.add(
          value.isNumber()
              ? value.decimalValue().stripTrailingZeros()
              : value.isContainer() ? "container" : value);
    }
    return values;
  }

  private static boolean hasValues(SchemaNode schema) {
    return schema.has("enum") || schema.has("const");
  }

  private static boolean areObjects(SchemaNode one, SchemaNode other) {
    Set<String> object = Set.of("object");
    return one.has("type")
        && other.has("type")
        && SchemaKeywords.types(one).equals(object)
        && SchemaKeywords.types(other).equals(object);
  }

  /// Whether a property that `one` requires tells its objects from the other's.
  private static boolean tellsApart(SchemaNode one, SchemaNode other) {
    Set<String> required = one.find("required").map(SchemaNode::texts).orElse(Set.of());
    return required.stream().anyMatch(name -> tellsApart(name, one, other));
  }

  private static boolean tellsApart(String name, SchemaNode one, SchemaNode other) {
    SchemaNode ours = one.at("properties");
    SchemaNode theirs = other.at("properties");
    if (theirs.has(name)) {
      return ours.has(name)
          && (haveDisjointTypes(ours.at(name), theirs.at(name))
              || haveDisjointValues(ours.at(name), theirs.at(name)));
    }
    return other.at("additionalProperties").json() instanceof BooleanNode more
        && !more.booleanValue();
  }

  private void spend(int more, SchemaNode schema) {
    work += more;
    if (work > MAX_WORK) {
      throw schema.bad("the schema's allOf, anyOf, oneOf and $ref take too long to put together");
    }
  }
}
