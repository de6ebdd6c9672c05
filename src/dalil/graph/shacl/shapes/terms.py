"""The words of SHACL, by what they are for. What stands in none of these sets is a slip, and engines pass over it in silence."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from dalil.vocabulary import OWL, RDFS, XSD


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SH = "http://www.w3.org/ns/shacl#"
SEVERITIES = {SH + name: name.lower() for name in ("Violation", "Warning", "Info")}
TARGETS = _words("targetNode targetClass targetSubjectsOf targetObjectsOf")
NUMBERS = _words("minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount")
NAMES = _words("class datatype nodeKind equals disjoint lessThan lessThanOrEquals")
SHAPE_LISTS = _words("and or xone")
NESTED = _words("property node not qualifiedValueShape")
LISTS = SHAPE_LISTS | _words("in languageIn ignoredProperties alternativePath")
ON_PATHS = _words("minCount maxCount uniqueLang lessThan lessThanOrEquals qualifiedValueShape")
OTHERS = _words("pattern in languageIn hasValue closed minExclusive minInclusive maxExclusive maxInclusive")
SPARQL = _words(
    "sparql select ask prefixes declare prefix namespace SPARQLConstraint SPARQLExecutable SPARQLSelectExecutable"
    " SPARQLAskExecutable PrefixDeclaration"
)
CONSTRAINTS = NUMBERS | NAMES | SHAPE_LISTS | NESTED | ON_PATHS | OTHERS | {"sparql"}
PATHS = _words("alternativePath inversePath zeroOrMorePath oneOrMorePath zeroOrOnePath")
CORE = (
    TARGETS
    | (CONSTRAINTS - {"sparql"})
    | PATHS
    | _words(
        "NodeShape PropertyShape PropertyGroup Violation Warning Info severity message deactivated path flags"
        " ignoredProperties qualifiedValueShapesDisjoint name description order group defaultValue"
        " IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral"
    )
)
COMPONENTS = _words(
    "ConstraintComponent Parameter Parameterizable Validator SPARQLAskValidator SPARQLSelectValidator parameter optional"
    " validator nodeValidator propertyValidator labelTemplate SPARQLConstraintComponent ResultAnnotation resultAnnotation"
    " annotationProperty annotationVarName annotationValue"
)
"""What constraint components of one's own are made of: foreign shapes may have them."""
REPORTS = _words(
    "Shape Severity NodeKind AbstractResult ValidationReport ValidationResult conforms result detail focusNode value"
    " resultPath resultMessage resultSeverity sourceConstraint sourceConstraintComponent sourceShape shapesGraph"
    " shapesGraphWellFormed suggestedShapesGraph entailment"
)
"""What stands in files that hold shapes beside other things."""
INFERENCE = _words(
    "rule Rule TripleRule SPARQLRule condition construct update subject predicate object SPARQLConstructExecutable"
    " SPARQLUpdateExecutable Function SPARQLFunction returnType filterShape intersection union nodes this"
)
"""Rules that add to the data, and functions: they ask nothing, and are not run."""
QUERY_TARGETS = _words("target Target TargetType SPARQLTarget SPARQLTargetType")
ADVANCED = (
    INFERENCE
    | QUERY_TARGETS
    | _words(
        "expression js JSConstraint JSConstraintComponent JSExecutable"
        " JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator jsFunctionName jsLibrary jsLibraryURL"
    )
)
"""Rules, targets by query, functions, JavaScript: engines differ on them, and most pass over them."""
FORMER = _words(
    "shape nodeShape valueShape valueClass valueNodeKind scope scopeNode scopeClass allObjects allSubjects constraint"
    " inverseProperty propertyConstraint abstract argument derivedValues context"
)
"""Words of drafts, which published shapes still have: engines pass over them, and so do we, but say so."""
OURS = CORE | SPARQL
"""What the shapes of a dossier are written in."""
KNOWN = OURS | COMPONENTS | REPORTS | FORMER | INFERENCE | QUERY_TARGETS
"""What the shapes of others are written in."""

INTEGER, CLASS, SUBCLASS = NamedNode(XSD + "integer"), NamedNode(OWL + "Class"), NamedNode(RDFS + "subClassOf")
IMPORTS, RULE, TARGET = NamedNode(OWL + "imports"), NamedNode(SH + "rule"), NamedNode(SH + "target")
NAMELESS = "urn:x-dalil:shape:"
"""What a foreign shape without a name is called here, so that all engines call it alike."""

Term = NamedNode | BlankNode | Literal
