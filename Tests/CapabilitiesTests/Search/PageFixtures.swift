import PageKit
import Vocabulary

@testable import Capabilities

/// Made-up content for pages: the person of the design drawings.
enum PageFixtures {
    static func date(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate? {
        CalendarDate(year: year, month: month, day: day)
    }

    static let today = CalendarDate(year: 2026, month: 11, day: 21).map(\.self) ?? fallback
    private static let fallback = [CalendarDate(year: 2026)].compactMap(\.self)[0]

    static let stamp = LedgerStamp(
        at: Timestamp(milliseconds: 1_795_300_867_000),
        entry: 8_114_902,
        reference: "WYP-20261121-1203"
    )

    static func wyp(_ system: String, _ date: CalendarDate? = nil, grading: Grading? = nil) -> SourceLine {
        SourceLine(
            force: "WYP",
            forceName: "West Yorkshire Police",
            system: system,
            date: date,
            grading: grading,
            address: Address("record", "13/niche/person/4471902")
        )
    }

    static func hum(_ system: String, _ date: CalendarDate? = nil) -> SourceLine {
        SourceLine(
            force: "HUM",
            forceName: "Humberside Police",
            system: system,
            date: date,
            address: Address("record", "16/connect/person/P0093318")
        )
    }

    static func gmp(_ system: String, _ date: CalendarDate? = nil) -> SourceLine {
        SourceLine(
            force: "GMP",
            forceName: "Greater Manchester Police",
            system: system,
            date: date,
            address: Address("record", "06/rms/person/8812734")
        )
    }

    static let answers: [AnswerLine] =
        [
            AnswerLine(force: "West Yorkshire", state: .answered, detail: "0.1 s"),
            AnswerLine(force: "Humberside", state: .answered, detail: "0.3 s"),
            AnswerLine(force: "Greater Manchester", state: .answered, detail: "0.2 s"),
            AnswerLine(force: "Lancashire", state: .nothingHeld, detail: "0.2 s"),
            AnswerLine(force: "Cumbria", state: .timedOut, detail: "no answer within 2 s"),
            AnswerLine(force: "Kent", state: .notPermitted, detail: "purpose not accepted"),
        ]
        + ["Avon and Somerset", "Bedfordshire", "Cheshire", "Cleveland", "Devon and Cornwall", "Dorset", "Durham"].map {
            AnswerLine(force: $0, state: .notAsked)
        }

    static let warnings: [WarningLine] = [
        WarningLine(
            title: "Court order in force",
            detail: "May not go to or contact Asha MALIK until 30 Apr 2027.",
            icon: .gavel,
            source: wyp("Leeds Family Court")
        ),
        WarningLine(
            title: "Violent to officers",
            detail: "Punched an officer 11 Jun 2026. Charged.",
            icon: .fist,
            source: wyp("confirmed · review Jun 27")
        ),
        WarningLine(
            title: "Self-harm",
            detail: "Said he would hurt himself, 2 Oct 2026.",
            icon: .heart,
            source: gmp("confirmed · review Oct 27")
        ),
        WarningLine(
            title: "Knife",
            detail: "Caution 2 Jun 2023.",
            icon: .blade,
            source: hum("overdue since Apr 25"),
            overdue: "Not reviewed for 19 months."
        ),
    ]

    static let conflict = FactLine.Conflict(
        words: "1 of 6 records says",
        value: "4 March 1991",
        sources: [gmp("RMS", date(2026, 10, 2))]
    )

    static let facts: [FactLine] = [
        FactLine(
            "Names",
            "Daniel OKAFOR-REYES",
            more: "also Dan REYES, D OKAFOR, “Danny”",
            sources: [
                wyp("Niche", date(2026, 11, 19)), hum("Connect", date(2023, 6, 2)), gmp("RMS", date(2026, 10, 2)),
            ],
            confidence: .certain
        ),
        FactLine("Born", "14 March 1991", beside: "age 35", confidence: .strong, conflicts: [conflict]),
        FactLine(
            "Lives at",
            "14 Example Row, Leeds LS6",
            more: "seen there by an officer 2 days ago; 3 earlier addresses",
            sources: [
                wyp("Niche", date(2026, 11, 19), grading: Grading("1AP")), wyp("CAD", date(2026, 11, 19)),
            ],
            confidence: .strong
        ),
        FactLine(
            "Phone",
            "07700 900461",
            isIdentifier: true,
            more: "rang 999 from this number 19 Nov 23:08",
            sources: [wyp("CAD", date(2026, 11, 19)), hum("Connect", date(2023, 6, 2))],
            confidence: .certain
        ),
        FactLine(
            "Vehicle",
            "YD01 ZZZ",
            isIdentifier: true,
            beside: "grey Vauxhall Astra",
            sources: [wyp("Niche, keeper", date(2026, 6, 11))],
            confidence: .certain
        ),
        FactLine(
            "Said of him",
            "“Carries a knife in the car door”",
            more: "one untested source, not corroborated, do not act on this alone",
            sources: [wyp("Intel", date(2025, 8, 18), grading: Grading("2CP"))],
            confidence: .weak
        ),
        FactLine(
            "Likely with",
            "Marcus BELL",
            more: "shared phone contacts and one vehicle sighting",
            sources: [SourceLine(force: "Reeve", system: "link rule 7", isInferred: true)],
            confidence: Confidence(bars: 3, word: "Inferred", isInferred: true)
        ),
    ]

    static let waterfall = Waterfall(
        caption: "How far each comparison of the two records moves the odds",
        prior: -10.4,
        steps: [
            WaterfallStep("Surname", bits: 4.1, words: "REYES is the last part of OKAFOR-REYES"),
            WaterfallStep("Forename", bits: 2.2, words: "Dan is short for Daniel"),
            WaterfallStep("Date of birth", bits: 3.2, words: "both say 14 March 1991"),
            WaterfallStep("Phone number", bits: 6.8, words: "both list 07700 900461"),
            WaterfallStep("Address", bits: -0.9, words: "different towns; he moved in 2024"),
        ],
        probability: 0.97
    )
}
