import PageKit
import Testing
import Vocabulary

@Suite("Components are drawn as agreed")
struct ComponentGoldenTests {
    static let source = SourceLine(
        force: "WYP",
        forceName: "West Yorkshire Police",
        system: "Niche",
        date: CalendarDate(year: 2026, month: 11, day: 19),
        grading: Grading("2CP"),
        address: Address("record", "13/niche/person/4471902")
    )

    @Test("a source chip names force, system, date and grading, and says when software inferred it")
    func chip() throws {
        let inferred = SourceLine(force: "Reeve", system: "link rule 7", isInferred: true)
        let hostile = SourceLine(force: "<b>", system: "\" onclick=\"x", address: Address("a b", "../é?#"))
        try expectGolden(
            [Self.source, inferred, hostile].map(\.html.source).joined(separator: "\n") + "\n",
            "chip.html"
        )
    }

    @Test("confidence shows five bars and a word")
    func confidence() throws {
        let all: [Confidence] = [
            .certain, .strong, .fair, .weak, Confidence(probability: 0.97), Confidence(bars: 9, word: "<odd>"),
        ]
        try expectGolden(all.map(\.html.source).joined(separator: "\n") + "\n", "confidence.html")
    }

    @Test("a waterfall starts at the odds, steps through each comparison and ends at the result")
    func waterfall() throws {
        let waterfall = Waterfall(
            caption: "Why",
            prior: -10.4,
            steps: [
                WaterfallStep("Surname", bits: 4.1, words: "both say <OKAFOR>"),
                WaterfallStep("Phone", bits: 12.5, words: "the same"),
                WaterfallStep("Address", bits: -0.9),
            ],
            probability: 0.999,
            showsWords: true
        )
        try expectGolden(waterfall.html.source, "waterfall.html")
    }

    @Test("the four empty states differ in words and not in colour alone")
    func states() throws {
        let states = EmptyState.allCases.map { $0.html("What it means here.", next: "<a href=\"/\">Next</a>") }
        try expectGolden(states.joined().source, "states.html")
    }

    @Test("the pill counts who answered and names each force by its state")
    func pill() throws {
        let answers = [
            AnswerLine(force: "Kent", state: .answered, detail: "0.1 s"),
            AnswerLine(force: "Gwent", state: .nothingHeld), AnswerLine(force: "Cumbria", state: .timedOut),
            AnswerLine(force: "Dorset", state: .notAsked), AnswerLine(force: "Essex", state: .notAsked),
            AnswerLine(force: "Surrey", state: .down), AnswerLine(force: "Sussex", state: .notPermitted),
        ]
        let pill = AnswersPill(answers)
        #expect(
            pill.sentence
                == "2 of 7 forces answered · 1 did not answer in time · 1 source down · 1 not permitted · 2 not asked"
        )
        try expectGolden(pill.html.source, "pill.html")
    }

    @Test("warnings come as a panel, and none is an answer too")
    func warnings() throws {
        let warning = WarningLine(
            title: "Knife",
            detail: "Caution 2 Jun 2023.",
            icon: .blade,
            source: Self.source,
            overdue: "Not reviewed for 19 months."
        )
        let some = WarningPanel(warnings: [warning], checked: "Checked 22:41:07.")
        let none = WarningPanel(warnings: [], checked: "Checked 22:41:07.")
        try expectGolden((some.html + none.html).source, "warnings.html")
    }

    @Test("a fault is shown with what to do, what was typed set apart, and never its cause")
    func fault() throws {
        struct Secret: Error {}
        let fault = Fault(
            Fault.Code("search.too_long", status: 400),
            "the question `<b>x</b>` is too long",
            help: "leave some words out",
            cause: Secret()
        )
        let page = Page(for: fault, entry: 12_345)
        #expect(!page.body.source.contains("Secret"))
        try expectGolden(page.body.source, "fault.html")
    }

    @Test("a form keeps what was given and ties each mistake to its field")
    func form() throws {
        let form = PurposeForm(
            officers: [.init("1", "A \"B\" C")],
            purposes: [.init("x.y", "Find <someone>", hint: "at risk"), .init("z", "Other")],
            purpose: "z",
            reference: "WYP-\"1\"",
            next: "/search?q=a&b",
            token: "t",
            mistakes: [FormMistake(field: "reference", words: "Enter it")]
        )
        try expectGolden(form.page().body.source, "purpose.html")
    }
}
