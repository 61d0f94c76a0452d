import PageKit
import Vocabulary

@testable import Capabilities

/// Made-up content for the pages around the person's.
enum SearchFixtures {
    static let front = SearchView(
        holdings: [
            .init(force: "West Yorkshire", systems: "Niche, CAD", records: 1_204_331, freshness: "19 Nov 2026"),
            .init(force: "Humberside", systems: "Connect", records: 402_118, freshness: "18 Nov 2026"),
            .init(force: "Greater Manchester", systems: "RMS", records: 1_811_020, freshness: "20 Nov 2026"),
        ],
        samples: ["okafor leeds", "YD01 ZZZ", "07700 900461"]
    )

    static let terms = ["okafor", "reyes", "leeds"]

    static let hits: [SearchView.Hit] = [
        .init(
            name: "Daniel OKAFOR-REYES",
            address: Address("person.html"),
            vitals: ["born 14 Mar 1991, 35", "man", "14 Example Row, Leeds LS6"],
            warnings: PageFixtures.warnings,
            facts: [
                FactLine(
                    "Name",
                    "Daniel OKAFOR-REYES",
                    sources: [PageFixtures.wyp("Niche", PageFixtures.date(2026, 11, 19))]
                ),
                FactLine(
                    "Lives at",
                    "14 Example Row, Leeds LS6",
                    sources: [PageFixtures.wyp("CAD", PageFixtures.date(2026, 11, 19))]
                ),
            ],
            terms: terms,
            records: "6 records from 3 forces",
            joined: Confidence(probability: 0.97)
        ),
        .init(
            name: "Daniela OKAFOR",
            address: Address("person.html"),
            vitals: ["born 2 Jan 1988, 38", "woman", "2 Example Street, Leeds LS8"],
            facts: [
                FactLine("Name", "Daniela OKAFOR", sources: [PageFixtures.wyp("Niche", PageFixtures.date(2025, 1, 3))]),
                FactLine(
                    "Phone",
                    "07700 900017",
                    isIdentifier: true,
                    sources: [PageFixtures.gmp("RMS", PageFixtures.date(2024, 2, 9))]
                ),
            ],
            terms: terms,
            records: "2 records from 2 forces",
            joined: Confidence(probability: 0.88)
        ),
        .init(
            name: "Samuel REYES",
            address: Address("person.html"),
            vitals: ["born 1979", "man", "9 Example Close, Leeds LS11"],
            warnings: [PageFixtures.warnings[3]],
            facts: [
                FactLine("Name", "Samuel REYES", sources: [PageFixtures.hum("Connect", PageFixtures.date(2019, 5, 30))])
            ],
            terms: terms,
            records: "1 record"
        ),
    ]

    static let results = SearchView(
        query: "okafor reyes leeds",
        outcome: .init(
            hits: hits,
            total: 14,
            answers: PageFixtures.answers,
            milliseconds: 38,
            stamp: PageFixtures.stamp,
            next: Address("search.html").with("q", "okafor reyes leeds").with("after", "3")
        )
    )

    static let nothing = SearchView(
        query: "<script>alert(1)</script>",
        outcome: .init(hits: [], total: 0, answers: PageFixtures.answers, milliseconds: 412, stamp: PageFixtures.stamp)
    )

    static var barePerson: PersonView {
        PersonView(
            name: "Samuel REYES",
            records: "1 record from 1 force",
            answers: [AnswerLine(force: "Humberside", state: .answered)],
            warnings: WarningPanel(warnings: [], checked: "Checked 22:41:07 with 1 force."),
            today: PageFixtures.today,
            stamp: PageFixtures.stamp
        )
    }

    static var record: RecordView {
        var view = RecordView(
            title: "Person 4471902",
            source: PageFixtures.wyp("Niche", PageFixtures.date(2026, 11, 19), grading: Grading("1AP")),
            owner: "West Yorkshire Police",
            statements: [
                .init("Surname", raw: "OKAFOR - REYES", standard: "OKAFOR-REYES"),
                .init("Given names", raw: "Daniel "),
                .init("Date of birth", raw: "14/03/91", standard: "14 March 1991"),
                .init(
                    "PNCID",
                    raw: "07/12345A",
                    standard: "2007/0012345A",
                    isIdentifier: true,
                    finding: "check letter is wrong"
                ),
                .init("Phone", raw: "(07700) 900 461", standard: "+44 7700 900461", isIdentifier: true),
                .init("Demeanour", raw: "Aggressive", isAssessment: true),
            ],
            stamp: PageFixtures.stamp
        )
        view.about = [.init("marking", "OFFICIAL–SENSITIVE"), .init("review due", "30 June 2031")]
        view.versions = [
            .init(
                number: 2,
                received: "Received 19 Nov 2026",
                changed: "Changed address line and postcode.",
                isCurrent: true
            ),
            .init(number: 1, received: "Received 3 Feb 2024", changed: "First seen.", address: Address("record", "1")),
        ]
        view.ties = [
            .init(
                relation: "suspect in",
                title: "Assault on an emergency worker",
                source: PageFixtures.wyp("Niche 13260")
            ),
            .init(relation: "lives at", title: "14 Example Row, Leeds LS6", source: PageFixtures.wyp("Niche A-88")),
        ]
        view.findings = [.init("PNCID check letter is wrong.", "Kept as written; not used to join records.")]
        view.person = ("Daniel OKAFOR-REYES", Address("person.html"))
        view.answers = [AnswerLine(force: "West Yorkshire", state: .answered)]
        return view
    }

    static var why: WhyView {
        var worded = PageFixtures.waterfall
        worded.showsWords = true
        var second = worded
        second.steps[4] = WaterfallStep("PNCID", bits: 11.2, words: "both say 2007/0012345A")
        second.probability = 0.9997
        return WhyView(
            name: "Daniel OKAFOR-REYES",
            personAddress: Address("person.html"),
            sentence: "Six records were joined because they share a phone, a date of birth and a rare surname.",
            joined: Confidence(probability: 0.97),
            pairs: [
                .init(
                    left: PageFixtures.gmp("RMS 8812734"),
                    right: PageFixtures.wyp("Niche 4471902"),
                    sentence: "The same PNCID and the same rare surname make it almost certain.",
                    waterfall: second,
                    doubts: ["dates of birth differ by ten days"]
                ),
                .init(
                    left: PageFixtures.hum("Connect P0093318"),
                    right: PageFixtures.wyp("Niche 4471902"),
                    sentence: "The same phone and date of birth outweigh the different address.",
                    waterfall: worded,
                    isWeakest: true
                ),
            ],
            conflicts: [PageFixtures.conflict],
            stamp: PageFixtures.stamp
        )
    }

    static let notice = RoomNotice(
        name: "search",
        title: "Search",
        purpose:
            "Find a person across forces, for a stated lawful purpose under Part 3 of the Data Protection Act 2018.",
        card: [
            .init("Power", "Data Protection Act 2018, s.35; common-law policing purposes"),
            .init("Cost of error", "a wrong join can put the wrong person under suspicion"),
            .init("Human role", "an officer reads the sources and decides; nothing is decided here"),
        ],
        permissions: [.init("search.people", "Search for people")],
        acts: [.init("search.asked", "A question was asked"), .init("search.refused", "A question was refused")]
    )

    static let fault = Fault(
        Fault.Code("policy.refused", status: 403),
        "the purpose `crime.investigate` does not allow health records",
        help: "change the purpose or ask the data's owner"
    )

    static let purposeForm = PurposeForm(
        officers: [
            .init("2211", "PC Priya Nair, West Yorkshire, contact staff"),
            .init("0042", "DS Owen Hart, Humberside, detective"),
        ],
        purposes: [
            .init("welfare.check", "Keep someone safe", hint: "a call, a missing person, a person at risk"),
            .init("crime.investigate", "Investigate a crime"),
            .init("crime.prevent", "Prevent a crime"),
        ],
        next: "/search?q=okafor",
        token: "t0k3n"
    )

    static var purposeMistakes: PurposeForm {
        var form = purposeForm
        form.mistakes = [
            FormMistake(field: "purpose", words: "Choose what you need to look for"),
            FormMistake(field: "reference", words: "Enter the incident, operation or warrant"),
        ]
        return form
    }
}
