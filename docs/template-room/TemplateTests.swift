import Capabilities
import Testing

@Suite("TITLE") struct TemplateTests {
    @Test("A count is said in words", arguments: [(0, "nobody"), (1, "1 person"), (12, "12 people")])
    func words(count: Int, said: String) {
        #expect(Template.words(count) == said)
    }
}
