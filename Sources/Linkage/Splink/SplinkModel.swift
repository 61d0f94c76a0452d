import Vocabulary

/// A model as Splink saves it: `linker.misc.save_model_to_json` of Splink 4 and 5 for DuckDB.
///
/// Reading and writing keeps what it does not know. ``SplinkLinker`` runs it.
package struct SplinkModel: Hashable, Sendable {
    /// Which records are compared: Splink's `link_type`.
    package enum LinkType: String, Hashable, Sendable {
        case dedupeOnly = "dedupe_only"
        case linkOnly = "link_only"
        case linkAndDedupe = "link_and_dedupe"
    }

    package var linkType: LinkType
    /// The probability that two records taken at random are one person.
    package var probabilityTwoRandomRecordsMatch: Double
    /// In order; a pair belongs to the first rule that it satisfies.
    package var blockingRules: [SplinkBlockingRule]
    package var comparisons: [SplinkComparison]
    package var uniqueIDColumn: String
    /// Read where the link type is not ``LinkType/dedupeOnly``.
    package var sourceColumn: String
    /// Before the name of a column that holds the shares of another column's values, where records have one.
    package var shareColumnPrefix: String
    /// Keys that this reader does not use.
    package var other: [String: SplinkJSON]

    /// A model to save for Splink or to run here.
    ///
    /// - Parameters:
    ///   - linkType: which records are compared.
    ///   - probabilityTwoRandomRecordsMatch: above 0 and below 1.
    ///   - blockingRules: SQL over `l.` and `r.`, such as `l.surname = r.surname`.
    ///   - comparisons: each with its levels, the missing first and `ELSE` last.
    ///   - uniqueIDColumn: the column that names a record.
    ///   - sourceColumn: the column that names a record's data set.
    package init(
        linkType: LinkType = .dedupeOnly,
        probabilityTwoRandomRecordsMatch: Double,
        blockingRules: [String],
        comparisons: [SplinkComparison],
        uniqueIDColumn: String = "unique_id",
        sourceColumn: String = "source_dataset"
    ) {
        self.linkType = linkType
        self.probabilityTwoRandomRecordsMatch = probabilityTwoRandomRecordsMatch
        self.blockingRules = blockingRules.map { SplinkBlockingRule($0) }
        self.comparisons = comparisons
        self.uniqueIDColumn = uniqueIDColumn
        self.sourceColumn = sourceColumn
        self.shareColumnPrefix = "tf_"
        self.other = [:]
    }
}

/// A rule for which pairs are worth comparing, as SQL over `l.` and `r.`.
package struct SplinkBlockingRule: Hashable, Sendable {
    package var sql: String
    /// List columns whose elements stand for the list.
    package var arraysToExplode: [String]
    var other: [String: SplinkJSON]

    /// A rule for DuckDB.
    package init(_ sql: String) {
        self.sql = sql
        self.arraysToExplode = []
        self.other = ["sql_dialect": .text("duckdb")]
    }
}

/// How two records are compared in one respect.
package struct SplinkComparison: Hashable, Sendable {
    package var name: String
    package var description: String?
    /// The first that a pair satisfies is its level.
    package var levels: [SplinkLevel]
    var other: [String: SplinkJSON]

    /// A comparison by its name in tables and charts.
    package init(name: String, description: String? = nil, levels: [SplinkLevel]) {
        self.name = name
        self.description = description
        self.levels = levels
        self.other = [:]
    }
}

/// A grade of likeness.
package struct SplinkLevel: Hashable, Sendable {
    /// SQL over columns with `_l` and `_r` at their ends, or `ELSE`.
    package var condition: String
    package var label: String?
    /// How often a pair of one person is in this level; `nil` when untrained.
    package var m: Double?
    /// How often a pair of two people is in this level; `nil` when untrained.
    package var u: Double?
    /// Whether the level stands for missing values, which weigh nothing.
    package var isNull: Bool
    package var shareAdjustment: ShareAdjustment?
    var other: [String: SplinkJSON]

    /// Adjustment of a level's weight by how common the value is: Splink's term-frequency adjustment.
    package struct ShareAdjustment: Hashable, Sendable {
        /// The column whose values' shares count.
        package var column: String
        /// How much of the adjustment counts, from 0 to 1.
        package var weight: Double
        /// Shares below this count as this.
        package var shareMin: Double
        /// Whether the level's own u is the base instead of that of the column's exact match.
        package var ignoresExactMatch: Bool

        /// An adjustment by a column's shares.
        package init(column: String, weight: Double = 1, shareMin: Double = 0, ignoresExactMatch: Bool = false) {
            self.column = column
            self.weight = weight
            self.shareMin = shareMin
            self.ignoresExactMatch = ignoresExactMatch
        }
    }

    /// A level by its SQL, with what was learnt of it.
    package init(
        _ condition: String,
        label: String? = nil,
        m: Double? = nil,
        u: Double? = nil,
        isNull: Bool = false,
        shareAdjustment: ShareAdjustment? = nil
    ) {
        self.condition = condition
        self.label = label
        self.m = m
        self.u = u
        self.isNull = isNull
        self.shareAdjustment = shareAdjustment
        self.other = [:]
    }

    var isElse: Bool { condition.split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased() == "ELSE" }
}
