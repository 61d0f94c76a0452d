import Linkage
import Testing
import Vocabulary

@testable import CapabilityKit

@Suite("What is gathered of a nominal") struct GatheringTests {
    private func sketch(_ handle: Int64, _ born: Fact) -> PersonSketch {
        var gathering = Gathering()
        gathering.add([Fact(.givenNames, raw: "Amara"), Fact(.surname, raw: "Okafor"), born])
        return gathering.sketch(handle: handle)
    }

    @Test(
        "A date of birth of which a part is estimated is joined by what is known of it",
        arguments: [
            ("about 1991", "c. 1991", "agrees as far as known"), ("1990s", "1990s", "agrees as far as known"),
            ("1991", "1991", "agrees as far as known"), ("March 1991", "1991-03", "agrees as far as known"),
            ("14/03/1991", "1991-03-14", "same"), ("c. 1970", "c. 1970", "different"),
        ]
    )
    func vagueDates(_ raw: String, _ shown: String, _ level: String) throws {
        let exact = sketch(1, Fact(.birthDate, raw: "14.3.91", standard: "1991-03-14"))
        let explanation = Linker().explain(exact, sketch(2, Fact(.birthDate, raw: raw)))
        let step = try #require(explanation.steps.first { $0.field == "Date of birth" })
        #expect(step.a == "1991-03-14" && step.b == shown && step.level == level)
    }
}
