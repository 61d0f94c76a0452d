import Vocabulary

/// How one export becomes records: a JSON file that anybody can write (`docs/guide/mappings.md`).
struct Mapping: Sendable {
    enum Format: String, Sendable, CaseIterable { case csv, jsonl, xml }

    var name: String
    var title: String
    var format: Format
    /// `nil`: UTF-8, or what the file itself says.
    var encoding: TextEncoding?
    var delimiter = UInt8(ascii: ",")
    /// Column names of a CSV file without a header.
    var header: [String]?
    /// The system's name where the command gives none.
    var system: String?
    var codeTables: [CodeTable] = []
    var files: [File] = []

    /// One code table: the source's codes, and what they mean.
    struct CodeTable: Sendable {
        var name: String
        var codes: [(code: String, standard: String)]
    }

    /// The files a part of the mapping is for.
    struct File: Sendable {
        /// A file name; `*` stands for anything: `nominals.csv`, `*.xml`.
        var pattern: String
        var rows: [Rows]
    }

    /// A row element, what its rows become, and the row elements inside it.
    struct Rows: Sendable {
        /// Empty in CSV, and for the whole line in JSON Lines.
        var path: String
        var records: [Record]
        var inside: [Rows] = []
        /// Where in the mapping this stands, for messages.
        var place: String
    }

    /// One record made of a row.
    struct Record: Sendable {
        var kind: RecordKind
        var key: Template
        var when: Condition?
        var subject: Reference?
        var object: Reference?
        var recordedAt: Value?
        var grading: Value?
        var marking: Value?
        var reviewOn: Value?
        var facts: [(attribute: Attribute, value: Value)] = []
        var place: String
    }

    /// Another record, by kind and key, of the same source.
    struct Reference: Sendable {
        var kind: RecordKind
        var key: Template
    }

    /// A key made of columns and fixed text: `{person_ref}-v1`; `{#}` is the row's number within its parent.
    struct Template: Sendable {
        enum Part: Hashable, Sendable {
            case text(String)
            case column(String)
            case ordinal
        }

        var parts: [Part]
    }

    /// Whether a record is made at all.
    struct Condition: Sendable {
        /// It is enough that one of them has a value.
        var columns: [String]
        /// `nil`: any value at all.
        var values: [String]?
        var negated = false
    }

    /// Where a value comes from and what is done with it.
    struct Value: Sendable {
        /// The first that is not empty, unless they are joined.
        var columns: [String] = []
        var joiner: String?
        /// A value the source does not say, true of every row.
        var constant: String?
        /// `nil`: what goes with the attribute.
        var steps: [String]?
        var basis = Fact.Basis.fact
        /// Whether an empty value is a finding.
        var isRequired = false
        var place: String
    }
}
