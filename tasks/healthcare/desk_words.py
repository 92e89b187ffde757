"""Words of the triage desk: duty list, complaints, document descriptions and excerpts, in both languages.

Only words and the signs that tell them apart; no logic. Every word shows one class only, and each phrase is used
word for word, so that few examples are enough to learn it.
"""

from harness.kit import Text

DEPARTMENTS = {
    "emergency": Text("急诊科", "Emergency"),
    "cardiology": Text("心内科", "Cardiology"),
    "gastro": Text("消化内科", "Gastroenterology"),
    "ortho": Text("骨科", "Orthopaedics"),
    "derma": Text("皮肤科", "Dermatology"),
}
DUTIES = {
    "emergency": Text("昏迷、大出血、抽搐", "coma, heavy bleeding, fits"),
    "cardiology": Text("心跳或血压异常", "heartbeat, blood pressure"),
    "gastro": Text("胃肠不适、排便异常", "stomach, bowel"),
    "ortho": Text("骨、关节、腰背伤痛", "bone, joint, back"),
    "derma": Text("皮肤、毛发问题", "skin, hair"),
}
COMPLAINTS = {
    "emergency": (
        Text("昏倒后怎么叫都不醒", "collapsed, cannot be woken"),
        Text("前臂大量出血止不住", "forearm bleeding, will not stop"),
        Text("全身抽搐一直不停", "fits that do not stop"),
        Text("意识丧失，呼喊无反应", "unconscious, no reaction"),
        Text("鼻腔大出血，压迫无效", "nose bleeding heavily"),
        Text("落水救起后一直昏迷", "unconscious, pulled from water"),
    ),
    "cardiology": (
        Text("时常心慌，心跳漏拍", "heart misses beats"),
        Text("在家多次量血压偏高", "high blood pressure at home"),
        Text("心跳时快时慢", "heartbeat now fast, now slow"),
        Text("体检查出早搏", "extra heartbeats found"),
        Text("静坐时心跳也快", "heart racing at rest"),
        Text("血压忽高忽低", "blood pressure up and down"),
    ),
    "gastro": (
        Text("饭后反酸、嗳气", "acid reflux after meals"),
        Text("上腹隐痛，空腹加重", "dull stomach pain"),
        Text("每天拉肚子四五次", "diarrhoea every day"),
        Text("吃油腻后肚子胀", "bloated belly after fatty food"),
        Text("大便干结，排便费力", "constipation, hard stools"),
        Text("胃口差，饭后恶心", "nausea after meals"),
    ),
    "ortho": (
        Text("扭伤脚踝，肿得厉害", "twisted ankle, swollen"),
        Text("上下楼时膝盖疼", "knee pain on the stairs"),
        Text("肩膀疼，胳膊抬不起", "shoulder pain, cannot lift arm"),
        Text("搬重物后腰疼", "back pain after lifting"),
        Text("摔倒后手腕变形", "wrist out of shape after a fall"),
        Text("打过钢板的腿又疼", "pain where a bone was plated"),
    ),
    "derma": (
        Text("胳膊上起红疹，很痒", "itchy red rash on the arms"),
        Text("头发成片脱落", "hair falls out in patches"),
        Text("手背干裂脱皮", "cracked, peeling hand skin"),
        Text("脸上反复长痘", "acne that keeps coming back"),
        Text("脚趾缝脱皮瘙痒", "itching between the toes"),
        Text("后颈有块白斑", "white patch of skin on the neck"),
    ),
}
#: Past illness that belongs to another desk than today's complaint.
HISTORIES = {
    "cardiology": Text("高血压", "hypertension"),
    "gastro": Text("胃炎", "gastritis"),
    "ortho": Text("腰肌劳损", "lumbar strain"),
    "derma": Text("湿疹", "eczema"),
}
#: Signs in the English words; `check` finds the one duty whose signs a complaint shows.
DUTY_SIGNS = {
    "emergency": "unconscious|cannot be woken|bleeding|fits",
    "cardiology": "heart|blood pressure",
    "gastro": "acid|stomach|diarrhoea|belly|stools|nausea",
    "ortho": "ankle|knee|shoulder|back pain|wrist|bone",
    "derma": "rash|hair|skin|acne|itching",
}

DOCUMENTS = {
    "lab": Text("检验报告", "lab report"),
    "imaging": Text("影像报告", "imaging report"),
    "prescription": Text("处方", "prescription"),
    "discharge": Text("出院小结", "discharge summary"),
    "consent": Text("知情同意书", "consent form"),
}
CONTENTS = {
    "lab": Text("标本的测定值", "values of a specimen"),
    "imaging": Text("X线、CT或超声所见", "X-ray, CT, ultrasound"),
    "prescription": Text("药品、用法、数量", "drug, dose, quantity"),
    "discharge": Text("住院经过和离院情况", "hospital stay, leaving"),
    "consent": Text("告知风险并同意", "risks agreed to"),
}
#: Excerpts with the range of the number that stands in them.
EXCERPTS: dict[str, tuple[tuple[Text, int, int], ...]] = {
    "lab": (
        (Text("血红蛋白{} g/L，参考范围115～150", "haemoglobin {} g/L, reference range 115-150"), 92, 148),
        (Text("晨尿标本，白细胞{}个/μL", "urine specimen, white cells {}/μL"), 2, 60),
        (Text("静脉血标本，肌酐{} μmol/L", "blood specimen, creatinine {} μmol/L"), 48, 130),
        (Text("粪便标本，红细胞{}个/HP", "stool specimen, red cells {}/HPF"), 0, 8),
        (Text("静脉血标本，尿酸{} μmol/L", "blood specimen, uric acid {} μmol/L"), 150, 560),
        (Text("血小板{}×10⁹/L，参考范围125～350", "platelets {} × 10⁹/L, reference range 125-350"), 95, 380),
    ),
    "imaging": (
        (Text("CT示右肺上叶{} mm结节", "CT: nodule of {} mm in the right upper lobe"), 3, 12),
        (Text("超声见胆囊内{} mm强回声", "ultrasound: echo of {} mm in the gallbladder"), 4, 18),
        (Text("X线片：左膝关节间隙{} mm", "X-ray: left knee joint space {} mm"), 2, 6),
        (Text("CT平扫层厚{} mm，双肺清晰", "plain CT, {} mm slices, lungs clear"), 1, 8),
        (Text("超声示甲状腺{} mm结节", "ultrasound: thyroid nodule of {} mm"), 3, 20),
        (Text("X线片：右腕骨折线长{} mm", "X-ray: fracture line of {} mm in the wrist"), 6, 24),
    ),
    "prescription": (
        (Text("药品A，每次{}片，每日2次", "drug A, {} tablets twice a day"), 2, 4),
        (Text("药品B共{}盒，饭后口服", "drug B, {} boxes, after meals"), 2, 6),
        (Text("药品C每晚外用，{}支", "drug C, {} tubes, on the skin"), 2, 5),
        (Text("药品D每次{} mL，睡前服", "drug D, {} mL at bedtime"), 5, 20),
        (Text("药品E每次{}粒，每日3次", "drug E, {} capsules three times a day"), 2, 4),
        (Text("药品F滴眼，共{}瓶", "drug F, eye drops, {} bottles"), 2, 4),
    ),
    "discharge": (
        (Text("住院{}天，切口愈合，今日离院", "{} days in hospital, leaves today"), 3, 21),
        (Text("入院第{}天手术，现恢复好，准予出院", "operated on day {}, may go home"), 2, 6),
        (Text("住院经过顺利，出院后{}周复诊", "review {} weeks after leaving hospital"), 2, 8),
        (Text("住院{}天，出院时体温正常", "{} days in hospital, no fever on leaving"), 3, 16),
        (Text("住院{}天，病情好转出院", "better after {} days in hospital, may go home"), 3, 18),
        (Text("离院时能自行走动，{}周后复查", "walks alone on leaving, check in {} weeks"), 2, 8),
    ),
    "consent": (
        (Text("已听明手术风险{}条，本人签字", "{} risks of surgery explained; signed"), 3, 9),
        (Text("麻醉风险{}项已说明，同意并签名", "{} risks of anaesthesia explained; I agree"), 3, 9),
        (Text("了解检查的{}种风险，自愿接受", "I accept the {} risks of the test"), 2, 7),
        (Text("输血风险{}项已告知，家属同意", "{} risks of transfusion told; family agrees"), 3, 8),
        (Text("穿刺风险{}条已解释，愿意承担", "{} risks of puncture explained; accepted"), 3, 8),
        (Text("知道植入物有{}种风险，同意使用", "{} risks of the implant known; I agree"), 2, 7),
    ),
}
CONTENT_SIGNS = {
    "lab": "specimen|reference range",
    "imaging": "CT|ultrasound|X-ray",
    "prescription": "drug",
    "discharge": "leav|go home",
    "consent": "risks",
}
