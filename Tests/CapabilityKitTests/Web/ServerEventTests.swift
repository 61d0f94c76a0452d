import CapabilityKit
import Testing

@Suite("Events for a page's script") struct ServerEventTests {
    @Test("Words from outside end no line of an event, whatever ends a line there", arguments: ["\n", "\r\n", "\r"])
    func lines(end: String) {
        let event = ServerEvent("part", "9 Example Row\(end)event: over\(end)\(end)data: x")
        #expect(event.text == "event: part\ndata: 9 Example Row\ndata: event: over\ndata: \ndata: data: x\n\n")
    }
}
