import Foundation
import Vocabulary

/// The made-up people of a demonstration: one for each role, and the node itself.
package enum DemoStaff {
    /// The people, as officers of a force.
    package static func officers(of force: ForceCode) -> [Officer] {
        [
            Officer(number: "4821", name: "Priya Nair", force: force, roles: ["call_taker"], training: ["sensitive"]),
            Officer(number: "2210", name: "Owen Price", force: force, roles: ["officer"], rank: "constable"),
            Officer(
                number: "7712",
                name: "Tomasz Ellis",
                force: force,
                roles: ["analyst"],
                training: ["sensitive", "pnc"]
            ),
            Officer(number: "3301", name: "Grace Adeyemi", force: force, roles: ["duty_manager"], rank: "inspector"),
            Officer(number: "9001", name: "Ann Whitlock", force: force, roles: ["data_steward"]),
            Officer(number: "9002", name: "Colin Marsh", force: force, roles: ["records_clerk"]),
            Officer(number: "9101", name: "Yusuf Rahman", force: force, roles: ["auditor"]),
            Officer(number: "9201", name: "Helen Brook", force: force, roles: ["professional_standards"]),
            Officer(
                number: "9301",
                name: "Martin Sykes",
                force: force,
                roles: ["senior_owner"],
                rank: "chief_superintendent"
            ),
            Officer(number: "9401", name: "Dorothy Vance", force: force, roles: ["ethics_member"]),
            Officer(number: "9402", name: "Samuel Osei", force: force, roles: ["ethics_chair"]),
            Officer(number: "9501", name: "Mary Okonjo", force: force, roles: ["secretariat"]),
            Officer(number: "system", name: "The node itself", force: force, roles: ["system"]),
        ]
    }
}
