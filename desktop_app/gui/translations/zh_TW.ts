<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
  <context>
    <name>AboutPage</name>
    <message>
      <source>Open the &amp;log folder</source>
      <translation>開啟記錄檔資料夾(&amp;L)</translation>
    </message>
    <message>
      <source>&amp;Copy diagnostics</source>
      <translation>複製診斷資訊(&amp;C)</translation>
    </message>
    <message>
      <source>Diagnostics list versions, devices, services, and recent log entries. They contain no tokens or texts. Review them before you share them.</source>
      <translation>診斷資訊包括版本、裝置、服務和最近的記錄，不含權杖，也不含朗讀過的文字。分享之前，請先檢查一遍。</translation>
    </message>
    <message>
      <source>Licenses</source>
      <translation>授權條款</translation>
    </message>
    <message>
      <source>If something is wrong</source>
      <translation>遇到問題時</translation>
    </message>
    <message>
      <source>Version {version}</source>
      <translation>版本 {version}</translation>
    </message>
    <message>
      <source>The source code is licensed under the Apache License 2.0. This app uses PyQt6, which is licensed under the GNU General Public License 3, so programs built from both are covered by that license. The built-in voice is eSpeak NG, a separate program, also under the GNU General Public License 3. A voice belongs to the person who speaks: clone it only with that person's consent.</source>
      <translation>原始碼採用 Apache License 2.0。本程式使用 PyQt6，後者採用 GNU 通用公共授權條款第 3 版，因此由兩者建置的程式也適用該授權。內建語音 eSpeak NG 是獨立的程式，同樣採用 GNU 通用公共授權條款第 3 版。語音屬於其本人：未經本人同意，請勿複刻。</translation>
    </message>
    <message>
      <source>Can't open the folder. The log is in {folder}.</source>
      <translation>無法開啟資料夾。記錄檔在 {folder}。</translation>
    </message>
    <message numerus="yes">
      <source>%n line(s) copied to the clipboard.</source>
      <translation>
        <numerusform>已將 %n 行複製到剪貼簿。</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>AddVoiceDialog</name>
    <message>
      <source>Make a voice – CosyVoice Home</source>
      <translation>製作語音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Make a voice on “{service}” – CosyVoice Home</source>
      <translation>在「{service}」上製作語音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Make a voice</source>
      <translation>製作語音</translation>
    </message>
    <message>
      <source>Reading the file</source>
      <translation>正在讀取檔案</translation>
    </message>
    <message>
      <source>The part that counts</source>
      <translation>使用的片段</translation>
    </message>
    <message>
      <source>Who speaks, and which words</source>
      <translation>逐字稿與名稱</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>&amp;Make the voice</source>
      <translation>製作語音(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Use it</source>
      <translation>使用(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;Done</source>
      <translation>完成(&amp;D)</translation>
    </message>
    <message>
      <source>Upload</source>
      <translation>上傳</translation>
    </message>
    <message>
      <source>&amp;Cancel upload</source>
      <translation>取消上傳(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Another file…</source>
      <translation>其他檔案(&amp;A)…</translation>
    </message>
    <message>
      <source>&amp;Record again…</source>
      <translation>重新錄音(&amp;R)…</translation>
    </message>
    <message>
      <source>From your recording</source>
      <translation>來自您的錄音</translation>
    </message>
    <message>
      <source>Reading {file}…</source>
      <translation>正在讀取 {file}…</translation>
    </message>
    <message>
      <source>Choose another &amp;file…</source>
      <translation>選擇其他檔案(&amp;F)…</translation>
    </message>
    <message>
      <source>Try &amp;again</source>
      <translation>再試一次(&amp;A)</translation>
    </message>
    <message>
      <source>Upload canceled. Nothing was lost.</source>
      <translation>上傳已取消，未遺失任何內容。</translation>
    </message>
    <message>
      <source>Stopped waiting. The service has the recording and may still make the voice. It then appears in the list of voices.</source>
      <translation>已停止等待。服務已收到錄音，仍可能完成該語音；完成後會出現在語音清單中。</translation>
    </message>
    <message>
      <source>&amp;Upload to “{service}”</source>
      <translation>上傳到「{service}」(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;Upload to the built-in voice</source>
      <translation>上傳到內建語音(&amp;U)</translation>
    </message>
    <message>
      <source>Stop &amp;waiting</source>
      <translation>停止等待(&amp;W)</translation>
    </message>
    <message>
      <source>Uploading: {percent}%</source>
      <translation>正在上傳：{percent}%</translation>
    </message>
    <message>
      <source>Waiting for the service to answer…</source>
      <translation>正在等待服務回應…</translation>
    </message>
    <message>
      <source>The service is reviewing the voice. This takes some seconds…</source>
      <translation>服務正在審核語音，需要幾秒鐘…</translation>
    </message>
    <message>
      <source>This service won't take this part: see above</source>
      <translation>服務不會接受這個片段，原因見上方</translation>
    </message>
    <message>
      <source>&amp;Make it anyway</source>
      <translation>仍要製作(&amp;M)</translation>
    </message>
    <message>
      <source>Close without creating a voice? The text you entered will be lost.</source>
      <translation>直接關閉，不建立語音嗎？您填寫的內容將會遺失。</translation>
    </message>
    <message>
      <source>The file itself won't be changed.</source>
      <translation>檔案本身不受影響。</translation>
    </message>
    <message>
      <source>&amp;Close anyway</source>
      <translation>直接關閉(&amp;C)</translation>
    </message>
  </context>
  <context>
    <name>AddressDialog</name>
    <message>
      <source>Open a web page</source>
      <translation>開啟網頁</translation>
    </message>
    <message>
      <source>&amp;Address of the page to read:</source>
      <translation>要朗讀的網頁網址(&amp;A)：</translation>
    </message>
  </context>
  <context>
    <name>AnnounceWindow</name>
    <message>
      <source>Announce at home – CosyVoice Home</source>
      <translation>在家中廣播 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Announce at home</source>
      <translation>在家中廣播</translation>
    </message>
    <message>
      <source>Look for speakers again</source>
      <translation>重新尋找播放裝置</translation>
    </message>
    <message>
      <source>&amp;Announce</source>
      <translation>廣播(&amp;A)</translation>
    </message>
    <message>
      <source>Dinner is ready.</source>
      <translation>吃飯了。</translation>
    </message>
    <message>
      <source>From the clip&amp;board</source>
      <translation>從剪貼簿(&amp;B)</translation>
    </message>
    <message>
      <source>&amp;Text:</source>
      <translation>文字(&amp;T)：</translation>
    </message>
    <message>
      <source>Search speakers and rooms</source>
      <translation>搜尋播放裝置和房間</translation>
    </message>
    <message>
      <source>&amp;Where:</source>
      <translation>地點(&amp;W)：</translation>
    </message>
    <message>
      <source>Which of its voices</source>
      <translation>該引擎的哪個語音</translation>
    </message>
    <message>
      <source>&amp;Voice:</source>
      <translation>語音(&amp;V)：</translation>
    </message>
    <message>
      <source>&amp;Connect…</source>
      <translation>連線(&amp;C)…</translation>
    </message>
    <message>
      <source>Not connected to a home</source>
      <translation>未連線到家庭</translation>
    </message>
    <message>
      <source>Connect this computer to Home Assistant to announce on its speakers.</source>
      <translation>將這台電腦連線到 Home Assistant，即可在其播放裝置上廣播。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重試</translation>
    </message>
    <message>
      <source>Default voice</source>
      <translation>預設語音</translation>
    </message>
    <message>
      <source>Announced: {names}</source>
      <translation>已廣播：{names}</translation>
    </message>
    <message>
      <source>Write it again</source>
      <translation>恢復文字</translation>
    </message>
    <message>
      <source>There's no text on the clipboard.</source>
      <translation>剪貼簿上沒有文字。</translation>
    </message>
    <message>
      <source>Announcing…</source>
      <translation>正在廣播…</translation>
    </message>
    <message>
      <source>Looking for speakers…</source>
      <translation>正在尋找播放裝置…</translation>
    </message>
    <message>
      <source>The text is too long: at most {count} characters.</source>
      <translation>文字太長：最多 {count} 個字元。</translation>
    </message>
    <message>
      <source>Choose where it's announced.</source>
      <translation>選擇在哪裡廣播。</translation>
    </message>
    <message>
      <source>, </source>
      <comment>between names</comment>
      <translation>、</translation>
    </message>
  </context>
  <context>
    <name>AnnouncementsList</name>
    <message>
      <source>Announcements on this computer</source>
      <translation>這台電腦上的廣播</translation>
    </message>
    <message>
      <source>No announcements</source>
      <translation>沒有廣播</translation>
    </message>
    <message>
      <source>What Home Assistant announces on this computer appears here. What isn't played, because you don't want to be disturbed, can be heard here for an hour.</source>
      <translation>Home Assistant 在這台電腦上的廣播會顯示在此。因勿擾而未播放的內容，一小時內可以在此收聽。</translation>
    </message>
    <message>
      <source>&amp;Hear it now</source>
      <translation>立即收聽(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Copy</source>
      <translation>複製(&amp;C)</translation>
    </message>
    <message>
      <source>Re&amp;move</source>
      <translation>移除(&amp;M)</translation>
    </message>
    <message>
      <source>A sound without words</source>
      <translation>沒有文字的聲音</translation>
    </message>
  </context>
  <context>
    <name>AppearancePage</name>
    <message>
      <source>System default</source>
      <translation>系統預設</translation>
    </message>
    <message>
      <source>Default size</source>
      <translation>預設大小</translation>
    </message>
    <message>
      <source> pt</source>
      <translation> 點</translation>
    </message>
    <message>
      <source>&amp;Language:</source>
      <translation>語言(&amp;L)：</translation>
    </message>
    <message>
      <source>&amp;Theme:</source>
      <translation>主題(&amp;T)：</translation>
    </message>
    <message>
      <source>&amp;Page color:</source>
      <translation>頁面顏色(&amp;P)：</translation>
    </message>
    <message>
      <source>T&amp;ypeface:</source>
      <translation>字型(&amp;Y)：</translation>
    </message>
    <message>
      <source>Text &amp;size:</source>
      <translation>文字大小(&amp;S)：</translation>
    </message>
    <message>
      <source>Line s&amp;pacing:</source>
      <translation>行距(&amp;P)：</translation>
    </message>
    <message>
      <source>Line &amp;width:</source>
      <translation>行寬(&amp;W)：</translation>
    </message>
    <message>
      <source>&amp;Mark while reading:</source>
      <translation>朗讀時標記(&amp;M)：</translation>
    </message>
    <message>
      <source>Mark &amp;color:</source>
      <translation>標記顏色(&amp;C)：</translation>
    </message>
    <message>
      <source>Windows</source>
      <translation>視窗</translation>
    </message>
    <message>
      <source>Page in the Reader</source>
      <translation>朗讀視窗的頁面</translation>
    </message>
    <message>
      <source>Same as the system</source>
      <translation>跟隨系統</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>淺色</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Same as the windows</source>
      <translation>與視窗相同</translation>
    </message>
    <message>
      <source>Sepia</source>
      <translation>米黃</translation>
    </message>
    <message>
      <source>Black</source>
      <translation>黑色</translation>
    </message>
    <message>
      <source>Serif</source>
      <translation>襯線體</translation>
    </message>
    <message>
      <source>Sans serif</source>
      <translation>無襯線體</translation>
    </message>
    <message>
      <source>OpenDyslexic, if installed</source>
      <translation>OpenDyslexic（如已安裝）</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>標準</translation>
    </message>
    <message>
      <source>Tight</source>
      <translation>緊密</translation>
    </message>
    <message>
      <source>Loose</source>
      <translation>寬鬆</translation>
    </message>
    <message>
      <source>Narrow</source>
      <translation>窄</translation>
    </message>
    <message>
      <source>Wide</source>
      <translation>寬</translation>
    </message>
    <message>
      <source>Sentence and word</source>
      <translation>句子和詞</translation>
    </message>
    <message>
      <source>Sentence</source>
      <translation>句子</translation>
    </message>
    <message>
      <source>Word</source>
      <translation>詞</translation>
    </message>
    <message>
      <source>Nothing</source>
      <translation>不標記</translation>
    </message>
    <message>
      <source>Amber</source>
      <translation>琥珀色</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>藍色</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>綠色</translation>
    </message>
    <message>
      <source>Pink</source>
      <translation>粉紅色</translation>
    </message>
  </context>
  <context>
    <name>AppearanceSheet</name>
    <message>
      <source>Appearance of the text</source>
      <translation>文字外觀</translation>
    </message>
    <message>
      <source>Smaller text</source>
      <translation>縮小文字</translation>
    </message>
    <message>
      <source>Larger text</source>
      <translation>放大文字</translation>
    </message>
    <message>
      <source>Serif</source>
      <translation>襯線</translation>
    </message>
    <message>
      <source>Sans</source>
      <translation>無襯線</translation>
    </message>
    <message>
      <source>System</source>
      <translation>系統</translation>
    </message>
    <message>
      <source>OpenDyslexic</source>
      <translation>OpenDyslexic</translation>
    </message>
    <message>
      <source>Typeface</source>
      <translation>字體</translation>
    </message>
    <message>
      <source>Lines close together</source>
      <translation>緊密行距</translation>
    </message>
    <message>
      <source>Normal line spacing</source>
      <translation>標準行距</translation>
    </message>
    <message>
      <source>Lines far apart</source>
      <translation>寬鬆行距</translation>
    </message>
    <message>
      <source>Short lines</source>
      <translation>短行</translation>
    </message>
    <message>
      <source>Normal line length</source>
      <translation>標準行長</translation>
    </message>
    <message>
      <source>Long lines</source>
      <translation>長行</translation>
    </message>
    <message>
      <source>Line spacing</source>
      <translation>行距</translation>
    </message>
    <message>
      <source>Line length</source>
      <translation>行長</translation>
    </message>
    <message>
      <source>As the windows</source>
      <translation>與視窗一致</translation>
    </message>
    <message>
      <source>Light page</source>
      <translation>淺色頁面</translation>
    </message>
    <message>
      <source>Sepia page</source>
      <translation>米黃頁面</translation>
    </message>
    <message>
      <source>Dark page</source>
      <translation>深色頁面</translation>
    </message>
    <message>
      <source>Black page</source>
      <translation>黑色頁面</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自動</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>頁面</translation>
    </message>
    <message>
      <source>Sentence and word</source>
      <translation>句子和詞</translation>
    </message>
    <message>
      <source>Sentence</source>
      <translation>句子</translation>
    </message>
    <message>
      <source>Word</source>
      <translation>詞</translation>
    </message>
    <message>
      <source>Nothing</source>
      <translation>不醒目提示</translation>
    </message>
    <message>
      <source>Highlight</source>
      <translation>醒目提示</translation>
    </message>
    <message>
      <source>Amber highlight</source>
      <translation>琥珀色</translation>
    </message>
    <message>
      <source>Blue highlight</source>
      <translation>藍色</translation>
    </message>
    <message>
      <source>Green highlight</source>
      <translation>綠色</translation>
    </message>
    <message>
      <source>Pink highlight</source>
      <translation>粉紅色</translation>
    </message>
    <message>
      <source>{size} px</source>
      <translation>{size} 像素</translation>
    </message>
  </context>
  <context>
    <name>Application</name>
    <message>
      <source>Details are in {file}.</source>
      <translation>詳細資訊在 {file}。</translation>
    </message>
    <message>
      <source>At home</source>
      <translation>家裡</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) are still being saved.</source>
      <translation>
        <numerusform>還有 %n 篇正在儲存。</numerusform>
      </translation>
    </message>
    <message>
      <source>If you quit now, they won't be saved.</source>
      <translation>如果現在結束，將不會儲存。</translation>
    </message>
    <message>
      <source>Quit when saved</source>
      <translation>儲存後結束</translation>
    </message>
    <message>
      <source>Quit now</source>
      <translation>立即結束</translation>
    </message>
    <message>
      <source>Saved</source>
      <translation>已儲存</translation>
    </message>
    <message>
      <source>No text is selected.</source>
      <translation>沒有選取任何文字。</translation>
    </message>
    <message>
      <source>Can't get the selected text on this system. Copy the text, then read the clipboard.</source>
      <translation>系統不允許讀取選取的文字。請先複製，再朗讀剪貼簿。</translation>
    </message>
    <message>
      <source>There's no text on the clipboard.</source>
      <translation>剪貼簿裡沒有文字。</translation>
    </message>
    <message>
      <source>{service} isn't responding. Using {other} instead.</source>
      <translation>{service} 沒有回應，改用 {other} 朗讀。</translation>
    </message>
  </context>
  <context>
    <name>Confirm</name>
    <message>
      <source>Clear history</source>
      <translation>清除歷程記錄</translation>
    </message>
    <message>
      <source>Delete all texts in the history, their audio, and all announcements?</source>
      <translation>刪除歷史記錄中的所有文字及其音訊，以及所有廣播？</translation>
    </message>
    <message>
      <source>This can't be undone.</source>
      <translation>此動作無法復原。</translation>
    </message>
    <message>
      <source>Delete all</source>
      <translation>全部刪除</translation>
    </message>
  </context>
  <context>
    <name>Consent</name>
    <message>
      <source>Use “{service}”?</source>
      <translation>使用「{service}」嗎？</translation>
    </message>
    <message>
      <source>Nothing has been sent yet. Clone a voice only if the person who speaks agrees. You are asked once for this service.</source>
      <translation>目前尚未傳送任何內容。只有在本人同意時才可複刻其語音。每個服務只詢問一次。</translation>
    </message>
    <message>
      <source>&amp;Agree</source>
      <translation>同意(&amp;A)</translation>
    </message>
  </context>
  <context>
    <name>Details</name>
    <message>
      <source>Copy</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Copy the technical details</source>
      <translation>複製技術細節</translation>
    </message>
  </context>
  <context>
    <name>DropPlace</name>
    <message>
      <source>Drop to read</source>
      <translation>放開即可朗讀</translation>
    </message>
  </context>
  <context>
    <name>Durations</name>
    <message>
      <source>Responds in {seconds} s</source>
      <translation>{seconds} 秒內回應</translation>
    </message>
    <message>
      <source>less than a minute</source>
      <translation>不到 1 分鐘</translation>
    </message>
    <message>
      <source>{minutes} min</source>
      <translation>{minutes} 分鐘</translation>
    </message>
    <message>
      <source>{hours} h {minutes} min</source>
      <translation>{hours} 小時 {minutes} 分鐘</translation>
    </message>
    <message>
      <source>about {minutes} min</source>
      <translation>約 {minutes} 分鐘</translation>
    </message>
    <message>
      <source>about {hours} h {minutes} min</source>
      <translation>約 {hours} 小時 {minutes} 分鐘</translation>
    </message>
    <message>
      <source>less than a minute left</source>
      <translation>剩餘不到 1 分鐘</translation>
    </message>
    <message>
      <source>{minutes} min left</source>
      <translation>剩餘 {minutes} 分鐘</translation>
    </message>
    <message>
      <source>{hours} h {minutes} min left</source>
      <translation>剩餘 {hours} 小時 {minutes} 分鐘</translation>
    </message>
  </context>
  <context>
    <name>ElapsedRing</name>
    <message>
      <source>Seconds recorded</source>
      <translation>已錄製的秒數</translation>
    </message>
  </context>
  <context>
    <name>EngineRow</name>
    <message>
      <source>Progress of {engine}</source>
      <translation>{engine} 的進度</translation>
    </message>
    <message>
      <source>over 100 languages</source>
      <translation>100 多種語言</translation>
    </message>
    <message>
      <source>, </source>
      <translation>、</translation>
    </message>
    <message>
      <source>clones voices</source>
      <translation>可複刻語音</translation>
    </message>
    <message>
      <source>doesn't clone voices</source>
      <translation>不支援複刻</translation>
    </message>
    <message>
      <source>License: {license}</source>
      <translation>授權條款：{license}</translation>
    </message>
    <message>
      <source>Built in</source>
      <translation>內建</translation>
    </message>
    <message>
      <source>Not installed</source>
      <translation>未安裝</translation>
    </message>
    <message>
      <source>Partly downloaded</source>
      <translation>下載未完成</translation>
    </message>
    <message>
      <source>Installed</source>
      <translation>已安裝</translation>
    </message>
    <message>
      <source>Damaged; install it again</source>
      <translation>已損壞，請重新安裝</translation>
    </message>
    <message>
      <source>An older version is installed</source>
      <translation>已安裝舊版本</translation>
    </message>
    <message>
      <source>Chinese</source>
      <translation>中文</translation>
    </message>
    <message>
      <source>English</source>
      <translation>英語</translation>
    </message>
    <message>
      <source>Sounds synthetic. Needs about 50 MB of memory, and responds at once on any computer.</source>
      <translation>聽起來像機器。約需 50 MB 記憶體，在任何電腦上都能立即回應。</translation>
    </message>
    <message>
      <source>Sounds natural, in its own voices. Needs up to 550 MB of memory while it speaks, and most of a processor core.</source>
      <translation>聽起來自然，使用自帶的語音。朗讀時最多需要 550 MB 記憶體，並佔用大半個處理器核心。</translation>
    </message>
    <message>
      <source>Speaks in voices that you record. Needs up to 700 MB of memory while it speaks, and a fast processor.</source>
      <translation>用您錄製的語音朗讀。朗讀時最多需要 700 MB 記憶體和較快的處理器。</translation>
    </message>
    <message>
      <source>{number} MB</source>
      <translation>{number} MB</translation>
    </message>
    <message>
      <source>Continue…</source>
      <translation>繼續…</translation>
    </message>
    <message>
      <source>Install again…</source>
      <translation>重新安裝…</translation>
    </message>
    <message>
      <source>Update…</source>
      <translation>更新…</translation>
    </message>
    <message>
      <source>Install…</source>
      <translation>安裝…</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>測試</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>移除…</translation>
    </message>
    <message>
      <source>{action}: {engine}</source>
      <translation>{action}：{engine}</translation>
    </message>
    <message>
      <source>Install {engine}?</source>
      <translation>安裝 {engine}？</translation>
    </message>
    <message>
      <source>Download: {size}</source>
      <translation>下載：{size}</translation>
    </message>
    <message>
      <source>From: {sources}</source>
      <translation>來源：{sources}</translation>
    </message>
    <message>
      <source>&amp;Install</source>
      <translation>安裝(&amp;I)</translation>
    </message>
    <message>
      <source>I &amp;accept this license</source>
      <translation>我接受此授權條款(&amp;A)</translation>
    </message>
    <message>
      <source>Remove {engine}?</source>
      <translation>移除 {engine}？</translation>
    </message>
    <message>
      <source>{size} are deleted. To use it again, you have to download it again.</source>
      <translation>將刪除 {size}。再次使用時需要重新下載。</translation>
    </message>
    <message>
      <source>&amp;Remove</source>
      <translation>移除(&amp;R)</translation>
    </message>
    <message>
      <source>Testing. The first time takes some seconds…</source>
      <translation>正在測試。首次需要幾秒…</translation>
    </message>
    <message>
      <source>Download stopped. What has been downloaded is kept.</source>
      <translation>下載已停止。已下載的部分會保留。</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>正在連線…</translation>
    </message>
    <message>
      <source>Downloading: {done} of {total}</source>
      <translation>正在下載：{done} / {total}</translation>
    </message>
    <message>
      <source>Installed. It's used from the next sentence on.</source>
      <translation>已安裝。從下一句起使用。</translation>
    </message>
    <message>
      <source>These files aren't part of it and were left in place: {files}</source>
      <translation>以下檔案不屬於該引擎，未刪除：{files}</translation>
    </message>
    <message>
      <source>Removed.</source>
      <translation>已移除。</translation>
    </message>
    <message>
      <source>Ready to speak after {load} s. First audio after {first} s. A second of speech takes {rate} s.</source>
      <translation>{load} 秒後就緒。首段音訊延遲 {first} 秒。合成 1 秒語音需要 {rate} 秒。</translation>
    </message>
    <message>
      <source>Memory: {size}.</source>
      <translation>記憶體：{size}。</translation>
    </message>
    <message>
      <source>This computer is slower than speech: there will be pauses. Use another engine, or test again when the computer is less busy.</source>
      <translation>這台電腦的合成速度跟不上朗讀，會有停頓。請改用其他引擎，或在電腦空閒時再次測試。</translation>
    </message>
  </context>
  <context>
    <name>EnginesDialog</name>
    <message>
      <source>Engines of the built-in voice</source>
      <translation>內建語音的引擎</translation>
    </message>
    <message>
      <source>The built-in voice speaks each sentence with the best installed engine that knows its language. Everything stays on this computer.</source>
      <translation>內建語音會用已安裝的、支援該語言的最佳引擎朗讀每一句。所有資料都留在本機。</translation>
    </message>
    <message>
      <source>Looking for engines…</source>
      <translation>正在尋找引擎…</translation>
    </message>
    <message>
      <source>Try a&amp;gain</source>
      <translation>再試一次(&amp;G)</translation>
    </message>
    <message>
      <source>Stop downloading {engine}?</source>
      <translation>停止下載 {engine}？</translation>
    </message>
    <message>
      <source>What has been downloaded is kept. You can continue later.</source>
      <translation>已下載的部分會保留，以後可以繼續。</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Keep downloading</source>
      <translation>繼續下載(&amp;K)</translation>
    </message>
  </context>
  <context>
    <name>FindBar</name>
    <message>
      <source>Find in text</source>
      <translation>在文章中尋找</translation>
    </message>
    <message>
      <source>Previous match (Shift+Enter)</source>
      <translation>上一處（Shift+Enter）</translation>
    </message>
    <message>
      <source>Next match (Enter)</source>
      <translation>下一處（Enter）</translation>
    </message>
    <message>
      <source>Close (Esc)</source>
      <translation>關閉（Esc）</translation>
    </message>
    <message>
      <source>Continued from the end</source>
      <translation>已從結尾繼續</translation>
    </message>
    <message>
      <source>Continued from the top</source>
      <translation>已從開頭繼續</translation>
    </message>
    <message>
      <source>Not found</source>
      <translation>找不到</translation>
    </message>
  </context>
  <context>
    <name>FindingsList</name>
    <message>
      <source>Findings</source>
      <translation>檢查結果</translation>
    </message>
    <message>
      <source>Good: {seconds} s, quiet background, clear</source>
      <translation>很好：{seconds} 秒，背景安靜，聲音清晰</translation>
    </message>
    <message>
      <source>No problems found.</source>
      <translation>未發現問題。</translation>
    </message>
    <message>
      <source>Problem: {words}</source>
      <translation>問題：{words}</translation>
    </message>
    <message>
      <source>Warning: {words}</source>
      <translation>警告：{words}</translation>
    </message>
    <message>
      <source>Hint: {words}</source>
      <translation>提示：{words}</translation>
    </message>
  </context>
  <context>
    <name>History</name>
    <message>
      <source>Today</source>
      <translation>今天</translation>
    </message>
    <message>
      <source>Yesterday</source>
      <translation>昨天</translation>
    </message>
    <message>
      <source>Last week</source>
      <translation>最近一週</translation>
    </message>
    <message>
      <source>Earlier</source>
      <translation>更早</translation>
    </message>
    <message>
      <source>Selection</source>
      <translation>選取的文字</translation>
    </message>
    <message>
      <source>Clipboard</source>
      <translation>剪貼簿</translation>
    </message>
  </context>
  <context>
    <name>HistoryRow</name>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>繼續</translation>
    </message>
    <message>
      <source>Read</source>
      <translation>朗讀</translation>
    </message>
  </context>
  <context>
    <name>HistoryWindow</name>
    <message>
      <source>History – CosyVoice Home</source>
      <translation>歷程記錄 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Nothing has been read yet</source>
      <translation>還沒有朗讀過內容</translation>
    </message>
    <message>
      <source>Texts you've had read aloud appear here, so that you can go on where you stopped or listen to them again.</source>
      <translation>朗讀過的文章會顯示在這裡，可以從停下的地方繼續，也可以重新聽。</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>找不到</translation>
    </message>
    <message>
      <source>No text has these words in its title or source.</source>
      <translation>沒有標題或來源含有這些字詞的記錄。</translation>
    </message>
    <message>
      <source>&amp;Go on</source>
      <translation>繼續(&amp;G)</translation>
    </message>
    <message>
      <source>Read from the &amp;beginning</source>
      <translation>從頭朗讀(&amp;B)</translation>
    </message>
    <message>
      <source>Add to &amp;queue</source>
      <translation>加入佇列(&amp;Q)</translation>
    </message>
    <message>
      <source>&amp;Save as audio…</source>
      <translation>儲存為音訊(&amp;S)…</translation>
    </message>
    <message>
      <source>Re&amp;move</source>
      <translation>移除(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Clear all…</source>
      <translation>全部清除(&amp;C)…</translation>
    </message>
    <message>
      <source>&amp;History settings…</source>
      <translation>歷史記錄設定(&amp;H)…</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>尋找</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Search the history</source>
      <translation>搜尋歷史記錄</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>搜尋</translation>
    </message>
    <message>
      <source>&amp;Texts</source>
      <translation>文字(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Announcements</source>
      <translation>廣播(&amp;A)</translation>
    </message>
    <message>
      <source>Texts in the history</source>
      <translation>朗讀記錄</translation>
    </message>
    <message>
      <source>History</source>
      <translation>歷史記錄</translation>
    </message>
    <message>
      <source>More about the history</source>
      <translation>更多歷史記錄選項</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s), kept on this computer only</source>
      <translation>
        <numerusform>%n 篇，只保存在本機</numerusform>
      </translation>
    </message>
    <message>
      <source>History is off. New texts won't be saved here.</source>
      <translation>歷程記錄已關閉，新朗讀的內容不會儲存。</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>設定…</translation>
    </message>
    <message>
      <source>&amp;Read</source>
      <translation>朗讀(&amp;R)</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) added to the queue.</source>
      <translation>
        <numerusform>已將 %n 篇加入佇列。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation>
        <numerusform>已移除 %n 篇。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
  </context>
  <context>
    <name>Home</name>
    <message>
      <source>Not connected to a home</source>
      <translation>未連線到家庭</translation>
    </message>
    <message>
      <source>Connecting…</source>
      <translation>正在連線…</translation>
    </message>
    <message>
      <source>Connected</source>
      <translation>已連線</translation>
    </message>
    <message>
      <source>An administrator has to accept this computer</source>
      <translation>需要管理員接受這台電腦</translation>
    </message>
    <message>
      <source>Connected from somewhere else</source>
      <translation>已從別處連線</translation>
    </message>
    <message>
      <source>Heard</source>
      <translation>已播放</translation>
    </message>
    <message>
      <source>Taken back</source>
      <translation>已撤回</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>失敗</translation>
    </message>
    <message>
      <source>Not played</source>
      <translation>未播放</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>{what}: {why}</source>
      <translation>{what}：{why}</translation>
    </message>
    <message>
      <source>do not disturb</source>
      <translation>勿擾</translation>
    </message>
    <message>
      <source>quiet hours</source>
      <translation>安靜時段</translation>
    </message>
    <message>
      <source>the screen was locked</source>
      <translation>螢幕已鎖定</translation>
    </message>
    <message>
      <source>not allowed here</source>
      <translation>不允許在此播放</translation>
    </message>
    <message>
      <source>the sound couldn't be loaded</source>
      <translation>無法載入音訊</translation>
    </message>
    <message>
      <source>the sound couldn't be played</source>
      <translation>無法播放音訊</translation>
    </message>
    <message>
      <source>no audio output</source>
      <translation>沒有音訊輸出</translation>
    </message>
    <message>
      <source>it waited too long</source>
      <translation>等待時間過長</translation>
    </message>
    <message>
      <source>muted</source>
      <translation>已靜音</translation>
    </message>
    <message>
      <source>by you</source>
      <translation>由您停止</translation>
    </message>
    <message>
      <source>until turned off</source>
      <translation>直到手動關閉</translation>
    </message>
    <message>
      <source>for 30 minutes</source>
      <translation>30 分鐘</translation>
    </message>
    <message>
      <source>for an hour</source>
      <translation>1 小時</translation>
    </message>
    <message>
      <source>for two hours</source>
      <translation>2 小時</translation>
    </message>
    <message>
      <source>for eight hours</source>
      <translation>8 小時</translation>
    </message>
    <message>
      <source>Do not &amp;disturb</source>
      <translation>勿擾(&amp;D)</translation>
    </message>
    <message>
      <source>Do not &amp;disturb until {time}</source>
      <translation>勿擾至 {time}(&amp;D)</translation>
    </message>
  </context>
  <context>
    <name>HomeButtons</name>
    <message>
      <source>Add a &amp;button</source>
      <translation>新增按鈕(&amp;B)</translation>
    </message>
    <message>
      <source>Button {number}</source>
      <translation>按鈕 {number}</translation>
    </message>
    <message>
      <source>Name of the button</source>
      <translation>按鈕名稱</translation>
    </message>
    <message>
      <source>In automations: {key}</source>
      <translation>自動化中的名稱：{key}</translation>
    </message>
    <message>
      <source>Hotkey of “{name}”</source>
      <translation>「{name}」的快速鍵</translation>
    </message>
    <message>
      <source>In the menu</source>
      <translation>在選單中顯示</translation>
    </message>
    <message>
      <source>“{name}” in the menu</source>
      <translation>在選單中顯示「{name}」</translation>
    </message>
    <message>
      <source>Remove “{name}”</source>
      <translation>移除「{name}」</translation>
    </message>
  </context>
  <context>
    <name>HomePage</name>
    <message>
      <source>&amp;Connect</source>
      <translation>連線(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Disconnect…</source>
      <translation>中斷連線(&amp;D)…</translation>
    </message>
    <message>
      <source>&amp;Address:</source>
      <translation>位址(&amp;A)：</translation>
    </message>
    <message>
      <source>Called th&amp;ere:</source>
      <translation>在那裡的名稱(&amp;E)：</translation>
    </message>
    <message>
      <source>Home Assistant's sign-in page opens in your browser.</source>
      <translation>將在瀏覽器中開啟 Home Assistant 的登入頁面。</translation>
    </message>
    <message>
      <source>Address when awa&amp;y:</source>
      <translation>外出時的位址(&amp;Y)：</translation>
    </message>
    <message>
      <source>Home Assistant can then announce on this computer. Reading resumes afterwards.</source>
      <translation>連線後，Home Assistant 可以在這台電腦上廣播。廣播結束後，朗讀會繼續。</translation>
    </message>
    <message>
      <source>Home Assistant</source>
      <translation>Home Assistant</translation>
    </message>
    <message>
      <source>Do not &amp;disturb: play no announcements</source>
      <translation>勿擾：不播放廣播(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Quiet hours, every day:</source>
      <translation>每天的勿擾時段(&amp;Q)：</translation>
    </message>
    <message>
      <source>Quiet hours begin</source>
      <translation>勿擾時段開始</translation>
    </message>
    <message>
      <source>Quiet hours end</source>
      <translation>勿擾時段結束</translation>
    </message>
    <message>
      <source>How long announcements are kept quiet</source>
      <translation>勿擾時長</translation>
    </message>
    <message>
      <source>Quiet</source>
      <translation>勿擾</translation>
    </message>
    <message>
      <source>Play &amp;urgent announcements anyway</source>
      <translation>仍然播放緊急廣播(&amp;U)</translation>
    </message>
    <message>
      <source>The &amp;house may turn off do not disturb</source>
      <translation>允許從家裡關閉勿擾(&amp;H)</translation>
    </message>
    <message>
      <source>Lower what is read</source>
      <translation>降低朗讀音量</translation>
    </message>
    <message>
      <source>Pause what is read</source>
      <translation>暫停朗讀</translation>
    </message>
    <message>
      <source>Play them</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Only the chime</source>
      <translation>只播放提示音</translation>
    </message>
    <message>
      <source>Play nothing</source>
      <translation>不播放</translation>
    </message>
    <message>
      <source>Everyone at home</source>
      <translation>家裡所有人</translation>
    </message>
    <message>
      <source>Automations and me</source>
      <translation>自動化和我</translation>
    </message>
    <message>
      <source>During a&amp;n announcement:</source>
      <translation>廣播期間(&amp;N)：</translation>
    </message>
    <message>
      <source>While the screen is &amp;locked:</source>
      <translation>鎖定螢幕時(&amp;L)：</translation>
    </message>
    <message>
      <source>&amp;Who may announce:</source>
      <translation>誰可以廣播(&amp;W)：</translation>
    </message>
    <message>
      <source>Not l&amp;ouder than:</source>
      <translation>音量上限(&amp;O)：</translation>
    </message>
    <message>
      <source>Announcements</source>
      <translation>廣播</translation>
    </message>
    <message>
      <source>Show the &amp;text as a notification</source>
      <translation>用通知顯示文字(&amp;T)</translation>
    </message>
    <message>
      <source>Tell the house the t&amp;itles of what I read</source>
      <translation>把正在讀的標題告訴家裡(&amp;I)</translation>
    </message>
    <message>
      <source>Play &amp;media from other addresses, such as radio</source>
      <translation>播放其他位址的媒體，如電台(&amp;M)</translation>
    </message>
    <message>
      <source>Hotkeys and menu items that start automations in Home Assistant.</source>
      <translation>在 Home Assistant 中觸發自動化的快速鍵和選單項目。</translation>
    </message>
    <message>
      <source>Buttons</source>
      <translation>按鈕</translation>
    </message>
    <message>
      <source>An administrator has to accept this computer. In Home Assistant: Settings &gt; Devices &amp; services &gt; Discovered.</source>
      <translation>需要管理員接受這台電腦。在 Home Assistant 中：設定 &gt; 裝置與服務 &gt; 已發現。</translation>
    </message>
    <message>
      <source>Disconnect from home</source>
      <translation>中斷家庭連線</translation>
    </message>
    <message>
      <source>Disconnect this computer from Home Assistant?</source>
      <translation>中斷這台電腦與 Home Assistant 的連線嗎？</translation>
    </message>
    <message>
      <source>Its speaker and its other entities disappear there. You can connect again.</source>
      <translation>這台電腦的播放裝置和其他實體會從中消失。以後可以重新連線。</translation>
    </message>
    <message>
      <source>Disconnect</source>
      <translation>中斷連線</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Waiting for you to sign in…</source>
      <translation>等待您登入…</translation>
    </message>
    <message>
      <source>Connected as “{name}”</source>
      <translation>已連線，名稱為「{name}」</translation>
    </message>
  </context>
  <context>
    <name>HotkeysPage</name>
    <message>
      <source>Read selection</source>
      <translation>朗讀選取的文字</translation>
    </message>
    <message>
      <source>Read clipboard</source>
      <translation>朗讀剪貼簿</translation>
    </message>
    <message>
      <source>Pause or resume</source>
      <translation>暫停或繼續</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Next sentence</source>
      <translation>下一句</translation>
    </message>
    <message>
      <source>Previous sentence</source>
      <translation>上一句</translation>
    </message>
    <message>
      <source>Announce at home</source>
      <translation>在家中廣播</translation>
    </message>
    <message>
      <source>Works</source>
      <translation>可用</translation>
    </message>
    <message>
      <source>Works: {keys}</source>
      <translation>可用：{keys}</translation>
    </message>
    <message>
      <source>Another app uses this hotkey. Choose a different one.</source>
      <translation>此組合鍵已被其他程式佔用，請換一個。</translation>
    </message>
    <message>
      <source>Another action uses this hotkey.</source>
      <translation>此組合鍵已被其他動作佔用。</translation>
    </message>
    <message>
      <source>This hotkey isn't recognized. Choose a different one.</source>
      <translation>無法辨識此組合鍵，請換一個。</translation>
    </message>
    <message>
      <source>Add Ctrl, Alt, or Meta. This key alone is needed for typing.</source>
      <translation>請加上 Ctrl、Alt 或 Meta：這個鍵打字時要用。</translation>
    </message>
    <message>
      <source>This keyboard doesn't have that key.</source>
      <translation>目前的鍵盤上沒有這個鍵。</translation>
    </message>
    <message>
      <source>Not assigned. Set a hotkey in your desktop's keyboard settings.</source>
      <translation>尚未指派組合鍵，請到系統的鍵盤設定指定。</translation>
    </message>
    <message>
      <source>This desktop doesn't let apps register hotkeys.</source>
      <translation>目前的系統不支援全域快速鍵。</translation>
    </message>
    <message>
      <source>These hotkeys work in every app.</source>
      <translation>這些快速鍵在任何程式中都有效。</translation>
    </message>
    <message>
      <source>Your desktop manages these hotkeys and may ask you to confirm them. To change one later, open your desktop's keyboard settings.</source>
      <translation>快速鍵由系統管理：系統可能會請您確認，並沿用已登記的組合鍵。要修改，請到系統的鍵盤設定。</translation>
    </message>
    <message>
      <source>Restore &amp;defaults</source>
      <translation>還原預設值(&amp;D)</translation>
    </message>
    <message>
      <source>{action}:</source>
      <translation>{action}：</translation>
    </message>
    <message>
      <source>“{action}” already uses this hotkey.</source>
      <translation>「{action}」已在使用此組合鍵。</translation>
    </message>
    <message>
      <source>Not active yet</source>
      <translation>尚未啟用</translation>
    </message>
    <message>
      <source>This desktop doesn't let apps register hotkeys. You can still use them: in your keyboard settings, add a custom shortcut that runs one of these commands.</source>
      <translation>目前的系統不支援全域快速鍵。您仍可在系統的鍵盤設定裡新增自訂快速鍵，執行下面的一條指令。</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>複製</translation>
    </message>
    <message>
      <source>Copy the command: {action}</source>
      <translation>複製指令：{action}</translation>
    </message>
    <message>
      <source>Copied: {action}</source>
      <translation>已複製：{action}</translation>
    </message>
  </context>
  <context>
    <name>ImportDialog</name>
    <message>
      <source>Import speaking styles</source>
      <translation>匯入朗讀風格</translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation>匯入(&amp;I)</translation>
    </message>
    <message numerus="yes">
      <source>The file contains %n speaking style(s).</source>
      <translation>
        <numerusform>檔案中有 %n 個朗讀風格。</numerusform>
      </translation>
    </message>
    <message>
      <source>the built-in voice</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>Use {service}</source>
      <translation>改用 {service}</translation>
    </message>
    <message>
      <source>Keep the name and set it up later</source>
      <translation>保留名稱，稍後設定</translation>
    </message>
    <message>
      <source>Skip these styles</source>
      <translation>略過這些風格</translation>
    </message>
    <message>
      <source>Services not set up on this computer</source>
      <translation>本機尚未設定的服務</translation>
    </message>
    <message>
      <source>Keep both</source>
      <translation>兩個都保留</translation>
    </message>
    <message>
      <source>Replace existing</source>
      <translation>以匯入的取代</translation>
    </message>
    <message>
      <source>Skip</source>
      <translation>略過</translation>
    </message>
    <message>
      <source>Names already in use</source>
      <translation>名稱重複的風格</translation>
    </message>
  </context>
  <context>
    <name>InviteDialog</name>
    <message>
      <source>Invite a phone</source>
      <translation>邀請手機</translation>
    </message>
    <message>
      <source>It opens the page for voices of “{service}”.</source>
      <translation>手機將開啟「{service}」的語音頁面。</translation>
    </message>
    <message>
      <source>&amp;Add one voice</source>
      <translation>新增一個語音(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Manage all voices</source>
      <translation>管理全部語音(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Copy the link</source>
      <translation>複製連結(&amp;C)</translation>
    </message>
    <message>
      <source>Asking the service…</source>
      <translation>正在連線至服務…</translation>
    </message>
    <message>
      <source>Scan it with the phone's camera within ten minutes. It works once.</source>
      <translation>請在十分鐘內用手機相機掃描，僅可使用一次。</translation>
    </message>
    <message>
      <source>Only this computer can open it. For phones, start the server with --host 0.0.0.0.</source>
      <translation>只有本機可以開啟。要讓手機存取，請用 --host 0.0.0.0 啟動伺服器。</translation>
    </message>
    <message>
      <source>Phones can't record there: the connection isn't encrypted. Start the server with --tls-self-signed.</source>
      <translation>連線未加密，手機無法在頁面上錄音。請用 --tls-self-signed 啟動伺服器。</translation>
    </message>
    <message>
      <source>&amp;Try again</source>
      <translation>再試一次(&amp;T)</translation>
    </message>
    <message>
      <source>Copied. The link works once, within ten minutes.</source>
      <translation>已複製。連結在十分鐘內有效，僅可使用一次。</translation>
    </message>
  </context>
  <context>
    <name>LanguageDelegate</name>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
  </context>
  <context>
    <name>LanguageProfiles</name>
    <message>
      <source>Each sentence is read in the style for its language. All others are read in the style in use.</source>
      <translation>每個句子用其語言對應的風格朗讀，其餘句子用使用中的風格朗讀。</translation>
    </message>
    <message>
      <source>Add a &amp;language…</source>
      <translation>新增語言(&amp;L)…</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>語言</translation>
    </message>
    <message>
      <source>Select or type a language</source>
      <translation>選擇或輸入語言</translation>
    </message>
    <message>
      <source>&amp;Add</source>
      <translation>新增(&amp;A)</translation>
    </message>
    <message>
      <source>All other languages</source>
      <translation>其他所有語言</translation>
    </message>
    <message>
      <source>{language}:</source>
      <translation>{language}：</translation>
    </message>
    <message>
      <source>Remove {language}</source>
      <translation>移除{language}</translation>
    </message>
    <message>
      <source>Style in use</source>
      <translation>使用中的風格</translation>
    </message>
    <message>
      <source>No style (the service's default voice)</source>
      <translation>不使用風格（服務的預設語音）</translation>
    </message>
    <message>
      <source>“{code}” isn't a known language.</source>
      <translation>「{code}」不是已知的語言。</translation>
    </message>
  </context>
  <context>
    <name>LeftRecordings</name>
    <message>
      <source>&amp;Continue…</source>
      <translation>繼續(&amp;C)…</translation>
    </message>
    <message>
      <source>Di&amp;scard…</source>
      <translation>捨棄(&amp;S)…</translation>
    </message>
    <message>
      <source>The recording from {date} isn't a voice yet.</source>
      <translation>{date} 的錄音尚未製作成語音。</translation>
    </message>
    <message>
      <source>The recording “{name}” from {date} isn't a voice yet.</source>
      <translation>{date} 的錄音「{name}」尚未製作成語音。</translation>
    </message>
    <message numerus="yes">
      <source>There are %n more.</source>
      <translation>
        <numerusform>還有 %n 段。</numerusform>
      </translation>
    </message>
    <message>
      <source>Discard recording – CosyVoice Home</source>
      <translation>捨棄錄音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Delete the recording from {date}?</source>
      <translation>刪除 {date} 的錄音嗎？</translation>
    </message>
    <message>
      <source>This can't be undone.</source>
      <translation>此動作無法復原。</translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>刪除(&amp;D)</translation>
    </message>
  </context>
  <context>
    <name>LevelMeter</name>
    <message>
      <source>Microphone level</source>
      <translation>麥克風音量</translation>
    </message>
    <message>
      <source>too quiet</source>
      <translation>太小聲</translation>
    </message>
    <message>
      <source>good</source>
      <translation>剛好</translation>
    </message>
    <message>
      <source>too loud</source>
      <translation>太大聲</translation>
    </message>
  </context>
  <context>
    <name>ListenButton</name>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>試聽(&amp;H)</translation>
    </message>
  </context>
  <context>
    <name>MadePage</name>
    <message>
      <source>{name} is ready</source>
      <translation>「{name}」已就緒</translation>
    </message>
    <message>
      <source>“{sentence}”</source>
      <translation>「{sentence}」</translation>
    </message>
    <message>
      <source>{name} is being reviewed</source>
      <translation>「{name}」正在審核</translation>
    </message>
    <message>
      <source>The service is still reviewing it. You can use it after that.</source>
      <translation>服務仍在審核，通過後即可使用。</translation>
    </message>
    <message>
      <source>It is on “{service}”. Switch to that service to use it.</source>
      <translation>位於「{service}」。切換到該服務即可使用。</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>試聽(&amp;H)</translation>
    </message>
  </context>
  <context>
    <name>Menu</name>
    <message>
      <source>&amp;Quit</source>
      <translation>結束(&amp;Q)</translation>
    </message>
    <message>
      <source>Read &amp;selection</source>
      <translation>朗讀選取的文字(&amp;S)</translation>
    </message>
    <message>
      <source>Read &amp;clipboard</source>
      <translation>朗讀剪貼簿(&amp;C)</translation>
    </message>
    <message>
      <source>Open a &amp;file…</source>
      <translation>開啟檔案(&amp;F)…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>暫停(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Resume</source>
      <translation>繼續(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Next sentence</source>
      <translation>下一句(&amp;N)</translation>
    </message>
    <message>
      <source>Pre&amp;vious sentence</source>
      <translation>上一句(&amp;V)</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Home</source>
      <translation>家庭(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Announce at home…</source>
      <translation>在家中廣播(&amp;A)…</translation>
    </message>
    <message>
      <source>&amp;Buttons at home</source>
      <translation>家庭按鈕(&amp;B)</translation>
    </message>
    <message>
      <source>Do not distur&amp;b</source>
      <translation>勿擾(&amp;B)</translation>
    </message>
    <message>
      <source>&amp;Quiet for a while</source>
      <translation>暫時勿擾(&amp;Q)</translation>
    </message>
    <message>
      <source>V&amp;oice: {voice}</source>
      <translation>語音：{voice}(&amp;O)</translation>
    </message>
    <message>
      <source>Spee&amp;d: {speed}</source>
      <translation>語速：{speed}(&amp;D)</translation>
    </message>
    <message>
      <source>S&amp;leep: {left}</source>
      <translation>睡眠計時：{left}(&amp;L)</translation>
    </message>
    <message>
      <source>off</source>
      <translation>關</translation>
    </message>
    <message>
      <source>Vol&amp;ume: {percent}%</source>
      <translation>音量：{percent}%(&amp;U)</translation>
    </message>
    <message>
      <source>Open R&amp;eader</source>
      <translation>開啟朗讀視窗(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;More</source>
      <translation>更多(&amp;M)</translation>
    </message>
    <message>
      <source>Vo&amp;ices…</source>
      <translation>語音(&amp;I)…</translation>
    </message>
    <message>
      <source>Settin&amp;gs…</source>
      <translation>設定(&amp;G)…</translation>
    </message>
    <message>
      <source>Speaking st&amp;yles…</source>
      <translation>朗讀風格(&amp;Y)…</translation>
    </message>
    <message>
      <source>Pron&amp;unciation…</source>
      <translation>發音規則(&amp;U)…</translation>
    </message>
    <message>
      <source>&amp;History…</source>
      <translation>歷程記錄(&amp;H)…</translation>
    </message>
    <message>
      <source>Hel&amp;p</source>
      <translation>說明(&amp;P)</translation>
    </message>
  </context>
  <context>
    <name>Messages</name>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
  </context>
  <context>
    <name>NoCloning</name>
    <message>
      <source>The built-in voice sounds the same for everyone</source>
      <translation>內建語音聽起來都一樣</translation>
    </message>
    <message>
      <source>It reads with its own voice, no matter who records. To hear people, install an engine that clones voices, or add a CosyVoice service.</source>
      <translation>無論錄的是誰，朗讀時都是同一個聲音。要聽到家人的聲音，請安裝支援複刻的引擎，或新增 CosyVoice 服務。</translation>
    </message>
    <message>
      <source>Engines and services…</source>
      <translation>引擎與服務…</translation>
    </message>
  </context>
  <context>
    <name>Notice</name>
    <message>
      <source>Dismiss</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Dismiss this message</source>
      <translation>關閉這則訊息</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細資訊</translation>
    </message>
    <message>
      <source>Technical details</source>
      <translation>技術細節</translation>
    </message>
  </context>
  <context>
    <name>PartChoice</name>
    <message>
      <source>Drag the ends or the part between them. Arrow keys move an end by 10 ms, or by 100 ms with Ctrl. Tab switches to the other end. The mouse wheel, +, and − zoom; 0 shows everything.</source>
      <translation>拖曳兩端或中間的片段。方向鍵每次將一端移動 10 毫秒，按住 Ctrl 則為 100 毫秒；Tab 切換到另一端。滾輪、+ 和 − 縮放，0 顯示全部。</translation>
    </message>
    <message>
      <source>Load from m&amp;inute:</source>
      <translation>從第幾分鐘開始載入(&amp;I)：</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>試聽(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Best part</source>
      <translation>最佳片段(&amp;B)</translation>
    </message>
    <message>
      <source>Select the part that is best for cloning</source>
      <translation>選擇最適合複刻的片段</translation>
    </message>
    <message>
      <source> of {minutes}</source>
      <translation> / {minutes}</translation>
    </message>
    <message>
      <source>{start} s to {end} s of {whole} s</source>
      <translation>{start} 秒到 {end} 秒，共 {whole} 秒</translation>
    </message>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} 秒</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
  </context>
  <context>
    <name>People</name>
    <message>
      <source>Voices</source>
      <translation>語音</translation>
    </message>
    <message>
      <source>Space hears a voice, Enter reads with it, F2 renames it.</source>
      <translation>空白鍵試聽，Enter 用該語音朗讀，F2 重新命名。</translation>
    </message>
  </context>
  <context>
    <name>PlayerBar</name>
    <message>
      <source>Use the built-in voice</source>
      <translation>使用內建語音</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暫停</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>繼續</translation>
    </message>
    <message>
      <source>Read aloud</source>
      <translation>朗讀</translation>
    </message>
    <message>
      <source>Use “{service}”</source>
      <translation>使用「{service}」</translation>
    </message>
    <message>
      <source>For this text; the settings stay as they are</source>
      <translation>僅用於這篇；設定保持不變</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>發生錯誤</translation>
    </message>
    <message>
      <source>First audio: {seconds} s</source>
      <translation>首段音訊延遲：{seconds} 秒</translation>
    </message>
    <message numerus="yes">
      <source>%n character(s) billed</source>
      <translation>
        <numerusform>已計費 %n 個字元</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PrivacyPage</name>
    <message>
      <source>&amp;Keep a history of texts and their audio</source>
      <translation>保留朗讀記錄和音訊(&amp;K)</translation>
    </message>
    <message>
      <source>&amp;Clear history…</source>
      <translation>清除歷程記錄(&amp;C)…</translation>
    </message>
    <message>
      <source>Keep audio &amp;up to:</source>
      <translation>音訊最多佔用(&amp;U)：</translation>
    </message>
    <message>
      <source>The history stays on this computer. It lets you continue where you left off, and hear a text again without asking the service.</source>
      <translation>歷史記錄只儲存在這台電腦上。您可以從上次停下的地方繼續，也可以重聽文字而不必再次向服務要求。</translation>
    </message>
    <message>
      <source>History</source>
      <translation>歷史記錄</translation>
    </message>
    <message>
      <source>Texts go to the active service only, to be spoken. With the built-in voice, nothing leaves this computer. No usage data is collected.</source>
      <translation>文字只傳送到目前的服務用於朗讀。使用內建音色時，任何內容都不會離開這台電腦。沒有任何使用統計。</translation>
    </message>
    <message>
      <source>Privacy</source>
      <translation>隱私</translation>
    </message>
  </context>
  <context>
    <name>ProfileEditor</name>
    <message>
      <source>How to speak, in your own words</source>
      <translation>用自己的話描述怎樣朗讀</translation>
    </message>
    <message>
      <source>Describe how to speak, or choose an example</source>
      <translation>描述怎樣朗讀，或選擇一個範例</translation>
    </message>
    <message>
      <source>Not saved yet: the words are missing.</source>
      <translation>尚未儲存：還沒有填寫描述。</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>語速</translation>
    </message>
    <message>
      <source>Volume</source>
      <translation>音量</translation>
    </message>
    <message>
      <source>S&amp;peed:</source>
      <translation>語速(&amp;P)：</translation>
    </message>
    <message>
      <source>Vol&amp;ume:</source>
      <translation>音量(&amp;U)：</translation>
    </message>
    <message>
      <source>V&amp;oice:</source>
      <translation>語音(&amp;O)：</translation>
    </message>
    <message>
      <source>Ser&amp;vice:</source>
      <translation>服務(&amp;V)：</translation>
    </message>
    <message>
      <source>What it says when you hear it</source>
      <translation>試聽時朗讀的句子</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>試聽</translation>
    </message>
    <message>
      <source>The model {model} of this voice can't follow instructions.</source>
      <translation>此語音的模型 {model} 不支援指示。</translation>
    </message>
    <message>
      <source>The built-in voice doesn't change with this, unless its engine follows instructions.</source>
      <translation>除非引擎支援指示，內建語音不會因此改變。</translation>
    </message>
    <message>
      <source>Voices of Home Assistant speak in their own way and at their own speed.</source>
      <translation>Home Assistant 的語音依自身的方式和速度朗讀。</translation>
    </message>
    <message>
      <source>Built-in voice</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>{name} (not set up)</source>
      <translation>{name}（未設定）</translation>
    </message>
    <message>
      <source>Voice ID; leave empty for the service's default</source>
      <translation>語音 ID；留空則使用服務的預設語音</translation>
    </message>
    <message>
      <source>Service default</source>
      <translation>服務的預設語音</translation>
    </message>
    <message>
      <source>{id} (not found)</source>
      <translation>{id}（不存在）</translation>
    </message>
    <message>
      <source>{voice} (not ready)</source>
      <translation>{voice}（尚無法使用）</translation>
    </message>
    <message>
      <source>Transcript: “{text}”</source>
      <translation>逐字稿：「{text}」</translation>
    </message>
    <message>
      <source>How should “{name}” speak?</source>
      <translation>「{name}」應該怎樣朗讀？</translation>
    </message>
    <message>
      <source>How should it speak?</source>
      <translation>應該怎樣朗讀？</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Hear it as set here (Ctrl+Enter)</source>
      <translation>依這裡的設定試聽 (Ctrl+Enter)</translation>
    </message>
  </context>
  <context>
    <name>ProfilesWindow</name>
    <message>
      <source>Speaking styles – CosyVoice Home</source>
      <translation>朗讀風格 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Speaking styles</source>
      <translation>朗讀風格</translation>
    </message>
    <message>
      <source>A voice and how it speaks: for stories, for the news, in another language.</source>
      <translation>一個語音，一種讀法：講故事、讀新聞、說另一種語言。</translation>
    </message>
    <message>
      <source>Styles</source>
      <translation>風格</translation>
    </message>
    <message>
      <source>Languages</source>
      <translation>語言</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>頁面</translation>
    </message>
    <message>
      <source>&amp;New style</source>
      <translation>新增風格(&amp;N)</translation>
    </message>
    <message>
      <source>Dupli&amp;cate</source>
      <translation>複製(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Rename</source>
      <translation>重新命名(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>刪除(&amp;D)</translation>
    </message>
    <message>
      <source>Un&amp;do</source>
      <translation>復原(&amp;D)</translation>
    </message>
    <message>
      <source>Read with t&amp;his style</source>
      <translation>用此風格朗讀(&amp;H)</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>試聽</translation>
    </message>
    <message>
      <source>I&amp;mport…</source>
      <translation>匯入(&amp;M)…</translation>
    </message>
    <message>
      <source>E&amp;xport this style…</source>
      <translation>匯出此風格(&amp;X)…</translation>
    </message>
    <message>
      <source>Export &amp;all…</source>
      <translation>全部匯出(&amp;A)…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>How else should they speak?</source>
      <translation>還想怎樣朗讀？</translation>
    </message>
    <message>
      <source>A speaking style is a voice and how it speaks: cheerful, in Sichuan dialect, or slower in the evening.</source>
      <translation>朗讀風格是語音加讀法：歡快的、四川話的，或是晚上慢一點的。</translation>
    </message>
    <message>
      <source>More about speaking styles</source>
      <translation>朗讀風格的更多操作</translation>
    </message>
    <message>
      <source>✓ Reads now</source>
      <translation>✓ 使用中</translation>
    </message>
    <message>
      <source>New style</source>
      <translation>新風格</translation>
    </message>
    <message>
      <source>Deleted “{name}”.</source>
      <translation>已刪除「{name}」。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
    <message>
      <source>Undone.</source>
      <translation>已復原。</translation>
    </message>
    <message>
      <source>Default voice</source>
      <translation>預設語音</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>內建</translation>
    </message>
    <message>
      <source>Reads now</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>Saved.</source>
      <translation>已儲存。</translation>
    </message>
    <message>
      <source>Export speaking styles</source>
      <translation>匯出朗讀風格</translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) exported to {file}.</source>
      <translation>
        <numerusform>已將 %n 個朗讀風格匯出至 {file}。</numerusform>
      </translation>
    </message>
    <message>
      <source>Import speaking styles</source>
      <translation>匯入朗讀風格</translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) imported.</source>
      <translation>
        <numerusform>已匯入 %n 個朗讀風格。</numerusform>
      </translation>
    </message>
    <message>
      <source>Nothing was imported. All styles already exist or were skipped.</source>
      <translation>未匯入任何內容：所有風格都已存在或已略過。</translation>
    </message>
    <message>
      <source>Speaking styles (*{suffix})</source>
      <translation>朗讀風格 (*{suffix})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
  </context>
  <context>
    <name>Prompt</name>
    <message>
      <source>Text to read aloud</source>
      <translation>要朗讀的文字</translation>
    </message>
    <message>
      <source>Type the text you will read aloud</source>
      <translation>輸入您要朗讀的文字</translation>
    </message>
  </context>
  <context>
    <name>PronunciationWindow</name>
    <message>
      <source>Pronunciation – CosyVoice Home</source>
      <translation>發音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Pronunciation</source>
      <translation>發音</translation>
    </message>
    <message>
      <source>How words are said. Changes are saved at once.</source>
      <translation>設定詞語的讀法。變更會立即儲存。</translation>
    </message>
    <message>
      <source>&amp;Add a word</source>
      <translation>新增詞語(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Remove</source>
      <translation>移除(&amp;R)</translation>
    </message>
    <message>
      <source>Move &amp;up</source>
      <translation>上移(&amp;U)</translation>
    </message>
    <message>
      <source>Move &amp;down</source>
      <translation>下移(&amp;D)</translation>
    </message>
    <message>
      <source>U&amp;ndo</source>
      <translation>復原(&amp;N)</translation>
    </message>
    <message>
      <source>Red&amp;o</source>
      <translation>重做(&amp;O)</translation>
    </message>
    <message>
      <source>&amp;Import…</source>
      <translation>匯入(&amp;I)…</translation>
    </message>
    <message>
      <source>&amp;Export…</source>
      <translation>匯出(&amp;E)…</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>試聽(&amp;H)</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>&amp;Whole words only</source>
      <translation>全字比對(&amp;W)</translation>
    </message>
    <message>
      <source>Match whole words only</source>
      <translation>只比對獨立的詞</translation>
    </message>
    <message>
      <source>Match &amp;case</source>
      <translation>區分大小寫(&amp;C)</translation>
    </message>
    <message>
      <source>Distinguish uppercase and lowercase</source>
      <translation>區分大寫和小寫</translation>
    </message>
    <message>
      <source>&amp;Pattern</source>
      <translation>模式（正規表示式）(&amp;P)</translation>
    </message>
    <message>
      <source>Treat the text as a regular expression</source>
      <translation>將原文視為正規表示式</translation>
    </message>
    <message>
      <source>Pronunciation rules, applied from top to bottom</source>
      <translation>發音規則，由上而下依序套用</translation>
    </message>
    <message>
      <source>Does it say a name wrong?</source>
      <translation>有名字唸錯了？</translation>
    </message>
    <message>
      <source>Write the name, and how it sounds. For example:</source>
      <translation>寫下名字和讀音。例如：</translation>
    </message>
    <message>
      <source>Nguyen</source>
      <translation>重慶</translation>
    </message>
    <message>
      <source>Nwin</source>
      <translation>崇慶</translation>
    </message>
    <message>
      <source>NAS</source>
      <translation>NAS</translation>
    </message>
    <message>
      <source>network storage</source>
      <translation>網路儲存</translation>
    </message>
    <message>
      <source>Use this</source>
      <translation>採用</translation>
    </message>
    <message>
      <source>Use this: {written} is said as {said}</source>
      <translation>採用：{written} 讀作 {said}</translation>
    </message>
    <message>
      <source>add</source>
      <translation>新增</translation>
    </message>
    <message>
      <source>Type a sentence to try the rules</source>
      <translation>輸入一句話來試用規則</translation>
    </message>
    <message>
      <source>Spoken as</source>
      <translation>讀作</translation>
    </message>
    <message>
      <source>&amp;Sentence:</source>
      <translation>句子(&amp;S)：</translation>
    </message>
    <message>
      <source>Spoken as:</source>
      <translation>讀作：</translation>
    </message>
    <message>
      <source>remove</source>
      <translation>移除</translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) removed.</source>
      <translation>
        <numerusform>已移除 %n 條規則。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
    <message>
      <source>move</source>
      <translation>移動</translation>
    </message>
    <message>
      <source>edit</source>
      <translation>編輯</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>Export rules</source>
      <translation>匯出規則</translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) exported to {file}.</source>
      <translation>
        <numerusform>已將 %n 條規則匯出到 {file}。</numerusform>
      </translation>
    </message>
    <message>
      <source>Import rules</source>
      <translation>匯入規則</translation>
    </message>
    <message>
      <source>You already have all the rules in this file.</source>
      <translation>您已有此檔案裡的所有規則。</translation>
    </message>
    <message>
      <source>import</source>
      <translation>匯入</translation>
    </message>
    <message numerus="yes">
      <source>%n rule(s) added below your own.</source>
      <translation>
        <numerusform>已在您的規則下面新增 %n 條規則。</numerusform>
      </translation>
    </message>
    <message>
      <source>Pronunciation rules (*{suffix})</source>
      <translation>發音規則 (*{suffix})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
  </context>
  <context>
    <name>QKeySequenceEdit</name>
    <message>
      <source>Press shortcut</source>
      <translation>按下快速鍵</translation>
    </message>
  </context>
  <context>
    <name>QrCode</name>
    <message>
      <source>QR code of the invitation</source>
      <translation>邀請 QR 碼</translation>
    </message>
  </context>
  <context>
    <name>QueuePanel</name>
    <message>
      <source>Queue</source>
      <translation>佇列</translation>
    </message>
    <message>
      <source>Nothing is waiting</source>
      <translation>佇列是空的</translation>
    </message>
    <message>
      <source>Drop files or texts here, or add some while something else is read.</source>
      <translation>將檔案或文字拖曳到這裡，或在朗讀其他內容時加入。</translation>
    </message>
    <message>
      <source>Read now</source>
      <translation>立即朗讀</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Clear</source>
      <translation>清空</translation>
    </message>
    <message>
      <source>Remove all waiting texts</source>
      <translation>清空佇列</translation>
    </message>
    <message>
      <source>Hide the queue</source>
      <translation>隱藏佇列</translation>
    </message>
    <message>
      <source>Up next</source>
      <translation>接下來</translation>
    </message>
    <message>
      <source>Add…</source>
      <translation>加入…</translation>
    </message>
    <message>
      <source>Add files to the queue</source>
      <translation>將檔案加入佇列</translation>
    </message>
    <message>
      <source>Next text</source>
      <translation>下一篇</translation>
    </message>
    <message>
      <source>Now reading: {title}</source>
      <translation>正在朗讀：{title}</translation>
    </message>
    <message>
      <source>opening…</source>
      <translation>正在開啟…</translation>
    </message>
    <message>
      <source>{percent}%</source>
      <translation>{percent}%</translation>
    </message>
    <message>
      <source>Skipped “{title}”.</source>
      <translation>已中斷「{title}」的朗讀。</translation>
    </message>
    <message>
      <source>Removed “{title}”.</source>
      <translation>已移除「{title}」。</translation>
    </message>
    <message numerus="yes">
      <source>%n text(s) removed.</source>
      <translation>
        <numerusform>已移除 %n 篇。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
  </context>
  <context>
    <name>ReaderWindow</name>
    <message>
      <source>Open a file…</source>
      <translation>開啟檔案…</translation>
    </message>
    <message>
      <source>New text</source>
      <translation>新增文字</translation>
    </message>
    <message>
      <source>Open a web page…</source>
      <translation>開啟網頁…</translation>
    </message>
    <message>
      <source>Save as audio…</source>
      <translation>儲存為音訊…</translation>
    </message>
    <message>
      <source>Previous sentence</source>
      <translation>上一句</translation>
    </message>
    <message>
      <source>Read aloud</source>
      <translation>朗讀</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Next sentence</source>
      <translation>下一句</translation>
    </message>
    <message>
      <source>Next text</source>
      <translation>下一篇</translation>
    </message>
    <message>
      <source>Find in text</source>
      <translation>在文章中尋找</translation>
    </message>
    <message>
      <source>Go to current sentence</source>
      <translation>回到目前的句子</translation>
    </message>
    <message>
      <source>Larger text</source>
      <translation>放大文字</translation>
    </message>
    <message>
      <source>Smaller text</source>
      <translation>縮小文字</translation>
    </message>
    <message>
      <source>Default text size</source>
      <translation>預設字級</translation>
    </message>
    <message>
      <source>Appearance of the text</source>
      <translation>文字外觀</translation>
    </message>
    <message>
      <source>Contents</source>
      <translation>目錄</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Menu</source>
      <translation>選單</translation>
    </message>
    <message>
      <source>Stop ({keys})</source>
      <translation>停止（{keys}）</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文章</translation>
    </message>
    <message>
      <source>Type or paste text, or drop a file here. Then select “Read aloud”.</source>
      <translation>輸入或貼上文字，或將檔案拖到這裡，然後按「朗讀」。</translation>
    </message>
    <message>
      <source>Opening “{name}”…</source>
      <translation>正在開啟「{name}」…</translation>
    </message>
    <message>
      <source>There's no text yet. Type some, or open a file.</source>
      <translation>還沒有文字。請輸入文字，或開啟檔案。</translation>
    </message>
    <message>
      <source>Read from here</source>
      <translation>從這裡讀起</translation>
    </message>
    <message>
      <source>Add selection to queue</source>
      <translation>將選取的文字加入佇列</translation>
    </message>
    <message>
      <source>Read selection</source>
      <translation>朗讀選取的文字</translation>
    </message>
    <message>
      <source>Say it differently…</source>
      <translation>換一種讀法…</translation>
    </message>
    <message numerus="yes">
      <source>Stopped. %n waiting text(s) removed.</source>
      <translation>
        <numerusform>已停止，並移除了 %n 篇等待朗讀的文章。</numerusform>
      </translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
    <message>
      <source>Read files aloud</source>
      <translation>朗讀檔案</translation>
    </message>
    <message>
      <source>Documents ({forms})</source>
      <translation>文件 ({forms})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
    <message>
      <source>Your draft has been set aside.</source>
      <translation>已暫存您剛才輸入的內容。</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>還原</translation>
    </message>
    <message>
      <source>{title} – CosyVoice Home</source>
      <translation>{title} – CosyVoice Home</translation>
    </message>
    <message>
      <source>Reader</source>
      <translation>朗讀視窗</translation>
    </message>
    <message>
      <source>{title} · {number} of {count}</source>
      <translation>{title} · {number}/{count}</translation>
    </message>
    <message>
      <source>Resuming where you left off.</source>
      <translation>從上次停下的地方繼續朗讀。</translation>
    </message>
    <message>
      <source>Start from the beginning</source>
      <translation>從頭開始</translation>
    </message>
  </context>
  <context>
    <name>ReadingPage</name>
    <message>
      <source>Nothing; pause until it responds</source>
      <translation>不切換，等待恢復</translation>
    </message>
    <message>
      <source>The other services, in their order</source>
      <translation>依順序使用其他服務</translation>
    </message>
    <message>
      <source>The other services, then the built-in voice</source>
      <translation>其他服務，然後是內建語音</translation>
    </message>
    <message>
      <source>&amp;Speed:</source>
      <translation>語速(&amp;S)：</translation>
    </message>
    <message>
      <source>&amp;If the active service doesn't respond, use:</source>
      <translation>使用中的服務沒有回應時，改用(&amp;I)：</translation>
    </message>
    <message>
      <source>Pronunciation</source>
      <translation>發音</translation>
    </message>
    <message>
      <source>Names and abbreviations that the voice says wrong.</source>
      <translation>唸錯的人名和縮寫。</translation>
    </message>
    <message>
      <source>&amp;Pronunciation…</source>
      <translation>發音(&amp;P)…</translation>
    </message>
    <message>
      <source>Speaking styles</source>
      <translation>朗讀風格</translation>
    </message>
    <message>
      <source>How a voice speaks, and which one reads each language.</source>
      <translation>音色怎樣朗讀，以及每種語言由誰朗讀。</translation>
    </message>
    <message>
      <source>Speaking s&amp;tyles…</source>
      <translation>朗讀風格(&amp;T)…</translation>
    </message>
    <message>
      <source>Leave out</source>
      <translation>略去</translation>
    </message>
    <message>
      <source>Leave out, and say so</source>
      <translation>略去並說明</translation>
    </message>
    <message>
      <source>Read</source>
      <translation>朗讀</translation>
    </message>
    <message>
      <source>&amp;Code blocks:</source>
      <translation>程式碼區塊(&amp;C)：</translation>
    </message>
    <message>
      <source>&amp;Web addresses:</source>
      <translation>網址(&amp;W)：</translation>
    </message>
    <message>
      <source>Read the name of the site</source>
      <translation>朗讀網站名稱</translation>
    </message>
    <message>
      <source>Ta&amp;bles:</source>
      <translation>表格(&amp;B)：</translation>
    </message>
    <message>
      <source>&amp;Footnotes:</source>
      <translation>註腳(&amp;F)：</translation>
    </message>
    <message>
      <source>For texts that you open from now on. In books and Word documents, notes are never read, and tables always are.</source>
      <translation>對之後開啟的文字生效。電子書和 Word 文件中的註解一律不朗讀，表格則一律朗讀。</translation>
    </message>
    <message>
      <source>What is read</source>
      <translation>朗讀內容</translation>
    </message>
    <message>
      <source>After a se&amp;ntence:</source>
      <translation>句子之後(&amp;N)：</translation>
    </message>
    <message>
      <source>After a pa&amp;ragraph:</source>
      <translation>段落之後(&amp;R)：</translation>
    </message>
    <message>
      <source> s</source>
      <translation> 秒</translation>
    </message>
    <message>
      <source>As the voice speaks</source>
      <translation>由語音決定</translation>
    </message>
    <message>
      <source>Silence that is added to what the voice makes.</source>
      <translation>在語音本身的停頓之外再加的靜音。</translation>
    </message>
    <message>
      <source>Pauses</source>
      <translation>停頓</translation>
    </message>
  </context>
  <context>
    <name>RecordingDialog</name>
    <message>
      <source>Record a voice – CosyVoice Home</source>
      <translation>錄製語音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Record a voice</source>
      <translation>錄製語音</translation>
    </message>
    <message>
      <source>Read the text aloud. About ten seconds are enough.</source>
      <translation>請朗讀下面的文字，大約十秒就夠了。</translation>
    </message>
    <message>
      <source>Use a &amp;file instead…</source>
      <translation>改用檔案(&amp;F)…</translation>
    </message>
    <message>
      <source>Read alou&amp;d:</source>
      <translation>朗讀(&amp;D)：</translation>
    </message>
    <message>
      <source>&amp;Microphone:</source>
      <translation>麥克風(&amp;M)：</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>&amp;Continue</source>
      <translation>繼續(&amp;C)</translation>
    </message>
    <message>
      <source>Default microphone</source>
      <translation>預設麥克風</translation>
    </message>
    <message>
      <source>{name} (not connected)</source>
      <translation>{name}（未連接）</translation>
    </message>
    <message>
      <source>No microphone found. Connect one or switch it on.</source>
      <translation>找不到麥克風。請連接或開啟麥克風。</translation>
    </message>
    <message>
      <source>Check &amp;again</source>
      <translation>重新偵測(&amp;A)</translation>
    </message>
    <message>
      <source>Your own text</source>
      <translation>您自己的文字</translation>
    </message>
    <message>
      <source>The first {seconds} s were saved.</source>
      <translation>此前錄下的 {seconds} 秒已保留。</translation>
    </message>
    <message>
      <source>The computer was too busy, so parts of the recording are missing. Record it again.</source>
      <translation>電腦太忙，錄音有缺漏。請重新錄製。</translation>
    </message>
    <message>
      <source>Try &amp;again</source>
      <translation>再試一次(&amp;A)</translation>
    </message>
    <message>
      <source>Too loud! Move back from the microphone a little.</source>
      <translation>聲音太大！請離麥克風遠一點。</translation>
    </message>
    <message>
      <source>Almost no sound. Move closer, or choose another microphone.</source>
      <translation>幾乎聽不到聲音。請靠近一些，或換一個麥克風。</translation>
    </message>
    <message>
      <source>Read aloud now.</source>
      <translation>現在請朗讀。</translation>
    </message>
    <message>
      <source>Good. Press Space at the end of a sentence to stop.</source>
      <translation>很好。讀完一句後按空白鍵停止。</translation>
    </message>
    <message>
      <source>That's enough. Press Space to stop.</source>
      <translation>夠長了。請按空白鍵停止。</translation>
    </message>
    <message>
      <source>{seconds} s; {least} to {most} s works best</source>
      <translation>{seconds} 秒；{least} 到 {most} 秒最合適</translation>
    </message>
    <message>
      <source>Find a quiet place and speak as you would to a friend.</source>
      <translation>找一個安靜的地方，像跟朋友聊天那樣說。</translation>
    </message>
    <message>
      <source>Recorded. Select “Continue” to listen and choose the best part.</source>
      <translation>錄好了。按「繼續」試聽，並選出最好的片段。</translation>
    </message>
    <message>
      <source>{what}. {words}</source>
      <translation>{what}。{words}</translation>
    </message>
    <message>
      <source>&amp;Record</source>
      <translation>錄音(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Record again</source>
      <translation>重新錄音(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>停止(&amp;S)</translation>
    </message>
  </context>
  <context>
    <name>Remedy</name>
    <message>
      <source>Agree</source>
      <translation>同意</translation>
    </message>
    <message>
      <source>Next sentence</source>
      <translation>下一句</translation>
    </message>
    <message>
      <source>Open settings</source>
      <translation>開啟設定</translation>
    </message>
    <message>
      <source>Open voices</source>
      <translation>開啟語音視窗</translation>
    </message>
    <message>
      <source>Open speaking styles</source>
      <translation>開啟朗讀風格</translation>
    </message>
  </context>
  <context>
    <name>RowButtons</name>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Stop {name}</source>
      <translation>停止試聽 {name}</translation>
    </message>
    <message>
      <source>Hear {name}</source>
      <translation>試聽 {name}</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>More about {name}</source>
      <translation>{name} 的更多操作</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Hear it (Space)</source>
      <translation>試聽（空白鍵）</translation>
    </message>
    <message>
      <source>Read with this voice (Enter)</source>
      <translation>用這個語音朗讀（Enter）</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
  </context>
  <context>
    <name>RowDelegate</name>
    <message>
      <source>“{said}”</source>
      <translation>「{said}」</translation>
    </message>
  </context>
  <context>
    <name>RuleDelegate</name>
    <message>
      <source>As it is written</source>
      <translation>原文</translation>
    </message>
    <message>
      <source>As it sounds</source>
      <translation>讀音</translation>
    </message>
  </context>
  <context>
    <name>RulesModel</name>
    <message>
      <source>Written</source>
      <translation>原文</translation>
    </message>
    <message>
      <source>Spoken as</source>
      <translation>讀作</translation>
    </message>
    <message>
      <source>Pattern</source>
      <translation>模式</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>語言</translation>
    </message>
    <message>
      <source>Whole words</source>
      <translation>全字比對</translation>
    </message>
    <message>
      <source>Match case</source>
      <translation>區分大小寫</translation>
    </message>
    <message>
      <source>Problem</source>
      <translation>問題</translation>
    </message>
    <message>
      <source>As written in the text</source>
      <translation>文章裡的寫法</translation>
    </message>
    <message>
      <source>What the voice says instead; in a pattern, \1 is the first group</source>
      <translation>朗讀時改說的內容；在模式中，\1 是第一個群組</translation>
    </message>
    <message>
      <source>Treat what is written as a regular expression</source>
      <translation>將原文視為正規表示式</translation>
    </message>
    <message>
      <source>Language of the sentences the rule applies to</source>
      <translation>規則適用的語言</translation>
    </message>
    <message>
      <source>Match whole words only</source>
      <translation>只比對獨立的字詞</translation>
    </message>
    <message>
      <source>Distinguish uppercase and lowercase</source>
      <translation>區分大寫和小寫</translation>
    </message>
    <message>
      <source>Why the rule isn't applied</source>
      <translation>規則未生效的原因</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>試聽</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>no</source>
      <translation>否</translation>
    </message>
  </context>
  <context>
    <name>SaidFields</name>
    <message>
      <source>Grandma</source>
      <translation>奶奶</translation>
    </message>
    <message>
      <source>What you call this person: “Grandma”, “Dad”</source>
      <translation>平時的稱呼，例如「奶奶」「爸爸」</translation>
    </message>
    <message>
      <source>&amp;Transcript</source>
      <translation>逐字稿(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Name</source>
      <translation>名稱(&amp;N)</translation>
    </message>
    <message>
      <source>Word for word what the selected part says: the voice is cloned from both.</source>
      <translation>所選片段的逐字內容：語音由錄音和文字共同複刻而成。</translation>
    </message>
    <message>
      <source>Optional. It's kept on this computer.</source>
      <translation>選填。儲存在本機。</translation>
    </message>
    <message>
      <source>Clone a voice only if the person who speaks agrees.</source>
      <translation>只有在本人同意時才可複刻其語音。</translation>
    </message>
    <message>
      <source>Still missing: transcript and name</source>
      <translation>還缺少：逐字稿與名稱</translation>
    </message>
    <message>
      <source>Still missing: the transcript</source>
      <translation>還缺少：逐字稿</translation>
    </message>
    <message>
      <source>Still missing: the name</source>
      <translation>還缺少：名稱</translation>
    </message>
  </context>
  <context>
    <name>SaveSheet</name>
    <message>
      <source>Save as audio</source>
      <translation>儲存為音訊</translation>
    </message>
    <message>
      <source>MP3, small</source>
      <translation>MP3，較小</translation>
    </message>
    <message>
      <source>WAV, lossless</source>
      <translation>WAV，無損</translation>
    </message>
    <message>
      <source>C&amp;hange…</source>
      <translation>變更(&amp;H)…</translation>
    </message>
    <message>
      <source>Format:</source>
      <translation>格式：</translation>
    </message>
    <message>
      <source>&amp;Voice:</source>
      <translation>語音(&amp;V)：</translation>
    </message>
    <message>
      <source>&amp;Speed:</source>
      <translation>語速(&amp;S)：</translation>
    </message>
    <message>
      <source>Save to:</source>
      <translation>儲存到：</translation>
    </message>
    <message>
      <source>S&amp;ave</source>
      <translation>儲存(&amp;A)</translation>
    </message>
    <message>
      <source>As it was read before</source>
      <translation>與上次朗讀時相同</translation>
    </message>
    <message>
      <source>Newest voice</source>
      <translation>最新的語音</translation>
    </message>
    <message>
      <source>MP3, small (*.mp3)</source>
      <translation>MP3，檔案小 (*.mp3)</translation>
    </message>
    <message>
      <source>WAV, lossless (*.wav)</source>
      <translation>WAV，無損 (*.wav)</translation>
    </message>
  </context>
  <context>
    <name>SavingToasts</name>
    <message>
      <source>Saving “{title}”</source>
      <translation>正在儲存「{title}」</translation>
    </message>
    <message>
      <source>{percent}%</source>
      <translation>{percent}%</translation>
    </message>
    <message numerus="yes">
      <source>%n more waiting</source>
      <translation>
        <numerusform>還有 %n 個等待</numerusform>
      </translation>
    </message>
    <message>
      <source>Saved · {file}</source>
      <translation>已儲存 · {file}</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在資料夾中顯示</translation>
    </message>
    <message>
      <source>{file} wasn't saved.</source>
      <translation>{file} 未儲存。</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>另存新檔…</translation>
    </message>
    <message>
      <source>Saving</source>
      <translation>正在儲存</translation>
    </message>
    <message>
      <source>Stop saving?</source>
      <translation>要停止儲存嗎？</translation>
    </message>
    <message>
      <source>The part saved so far will be discarded.</source>
      <translation>已儲存的部分將被捨棄。</translation>
    </message>
    <message>
      <source>Stop saving</source>
      <translation>停止儲存</translation>
    </message>
    <message>
      <source>Keep saving</source>
      <translation>繼續儲存</translation>
    </message>
  </context>
  <context>
    <name>SayDifferently</name>
    <message>
      <source>Say it differently – CosyVoice Home</source>
      <translation>換一種讀法 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Say “{word}” differently</source>
      <translation>換一種方式讀「{word}」</translation>
    </message>
    <message>
      <source>Write it the way it sounds. It applies wherever this word is read.</source>
      <translation>依讀音書寫。之後讀到這個詞都會這樣讀。</translation>
    </message>
    <message>
      <source>Hear it</source>
      <translation>試聽</translation>
    </message>
    <message>
      <source>&amp;Keep</source>
      <translation>儲存(&amp;K)</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>&amp;Written:</source>
      <translation>原文(&amp;W)：</translation>
    </message>
    <message>
      <source>&amp;Spoken as:</source>
      <translation>讀作(&amp;S)：</translation>
    </message>
    <message>
      <source>&amp;Only in sentences in {language}</source>
      <translation>僅用於 {language} 的句子(&amp;O)</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
  </context>
  <context>
    <name>Scrubber</name>
    <message>
      <source>Position in the text</source>
      <translation>朗讀位置</translation>
    </message>
    <message>
      <source>{over} over, {left} left</source>
      <translation>已讀 {over}，剩餘 {left}</translation>
    </message>
  </context>
  <context>
    <name>ServiceCard</name>
    <message>
      <source>Drag to change the order</source>
      <translation>拖曳以變更順序</translation>
    </message>
    <message>
      <source>{name}, in use</source>
      <translation>{name}，使用中</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>More about {name}</source>
      <translation>{name} 的更多操作</translation>
    </message>
  </context>
  <context>
    <name>ServiceDialog</name>
    <message>
      <source>Add a service</source>
      <translation>新增服務</translation>
    </message>
    <message>
      <source>&amp;Use this service</source>
      <translation>設為使用中的服務(&amp;U)</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>新增</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>儲存</translation>
    </message>
  </context>
  <context>
    <name>ServiceForm</name>
    <message>
      <source>CosyVoice, on PAI-EAS or your own server</source>
      <translation>CosyVoice：PAI-EAS 或自己的伺服器</translation>
    </message>
    <message>
      <source>A Model Studio key</source>
      <translation>阿里雲百煉的 API Key</translation>
    </message>
    <message>
      <source>Sho&amp;w</source>
      <translation>顯示(&amp;W)</translation>
    </message>
    <message>
      <source>Remove the saved to&amp;ken</source>
      <translation>清除已儲存的權杖(&amp;K)</translation>
    </message>
    <message>
      <source>This address isn't encrypted. Anyone on the same network can read your token and your texts. Use https:// if you can.</source>
      <translation>此網址未加密：同一網路裡的人可以看到權杖和朗讀的文字。請盡量使用 https://。</translation>
    </message>
    <message>
      <source>System default</source>
      <translation>跟隨系統</translation>
    </message>
    <message>
      <source>None</source>
      <translation>無</translation>
    </message>
    <message>
      <source>Custom:</source>
      <translation>自訂：</translation>
    </message>
    <message>
      <source>Proxy address</source>
      <translation>代理伺服器位址</translation>
    </message>
    <message>
      <source>System certificates only</source>
      <translation>留空則使用系統憑證</translation>
    </message>
    <message>
      <source>&amp;Choose…</source>
      <translation>選擇(&amp;C)…</translation>
    </message>
    <message>
      <source>Choose a certificate file</source>
      <translation>選擇憑證檔案</translation>
    </message>
    <message>
      <source>&amp;Test</source>
      <translation>測試(&amp;T)</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Hear a sentence</source>
      <translation>試聽一句(&amp;H)</translation>
    </message>
    <message>
      <source>Copy it from the page of the service</source>
      <translation>請從服務頁面複製</translation>
    </message>
    <message>
      <source>Letters, digits, hyphens, and underscores</source>
      <translation>字母、數字、連字號和底線</translation>
    </message>
    <message>
      <source>From the page of the service, or from your account there</source>
      <translation>在服務頁面或其所屬帳號中查看</translation>
    </message>
    <message>
      <source>Only if the service is reached through one</source>
      <translation>僅在經由代理伺服器存取服務時需要</translation>
    </message>
    <message>
      <source>A PEM file to trust besides those of the system</source>
      <translation>除系統憑證外，還要信任的 PEM 檔案</translation>
    </message>
    <message>
      <source>K&amp;ind:</source>
      <translation>類型(&amp;I)：</translation>
    </message>
    <message>
      <source>A&amp;ddress:</source>
      <translation>網址(&amp;D)：</translation>
    </message>
    <message>
      <source>&amp;Region:</source>
      <translation>地區(&amp;R)：</translation>
    </message>
    <message>
      <source>Na&amp;me:</source>
      <translation>名稱(&amp;M)：</translation>
    </message>
    <message>
      <source>T&amp;oken:</source>
      <translation>權杖（T&amp;oken）：</translation>
    </message>
    <message>
      <source>Mo&amp;del:</source>
      <translation>模型(&amp;D)：</translation>
    </message>
    <message>
      <source>Work&amp;space or gateway:</source>
      <translation>業務空間或閘道(&amp;S)：</translation>
    </message>
    <message>
      <source>&amp;Proxy:</source>
      <translation>代理伺服器(&amp;P)：</translation>
    </message>
    <message>
      <source>&amp;Extra CA certificate:</source>
      <translation>額外的 CA 憑證(&amp;E)：</translation>
    </message>
    <message>
      <source>Connected to Model Studio ({place}). Response time {milliseconds} ms.</source>
      <translation>已連線至百煉（{place}）。回應時間 {milliseconds} 毫秒。</translation>
    </message>
    <message>
      <source>Connected. API version {dialect}, response time {milliseconds} ms.</source>
      <translation>可用：API 版本 {dialect}，回應時間 {milliseconds} 毫秒。</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) found.</source>
      <translation>
        <numerusform>共有 %n 個語音。</numerusform>
      </translation>
    </message>
    <message>
      <source>No voices yet. Add one before you use this service.</source>
      <translation>該服務還沒有語音，使用前請先新增一個。</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) can't be used yet.</source>
      <translation>
        <numerusform>有 %n 個語音尚無法使用。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n character(s) billed.</source>
      <translation>
        <numerusform>已計費 %n 個字元。</numerusform>
      </translation>
    </message>
    <message>
      <source>Own address, proxy, and certificates</source>
      <translation>自訂位址、代理伺服器與憑證</translation>
    </message>
    <message>
      <source>Proxy and certificates</source>
      <translation>代理伺服器和憑證</translation>
    </message>
    <message>
      <source>Leave empty if not needed</source>
      <translation>沒有則留空</translation>
    </message>
    <message>
      <source>Saved. Type to replace.</source>
      <translation>已儲存；輸入新權杖即可取代</translation>
    </message>
    <message>
      <source>API ke&amp;y:</source>
      <translation>API Ke&amp;y：</translation>
    </message>
    <message>
      <source>Stop t&amp;he sentence</source>
      <translation>停止試聽(&amp;H)</translation>
    </message>
    <message>
      <source>Speech is billed by the character.</source>
      <translation>語音合成按字元計費。</translation>
    </message>
    <message>
      <source>CA certificates</source>
      <translation>CA 憑證</translation>
    </message>
    <message>
      <source>Certificates (*.pem *.crt *.cer)</source>
      <translation>憑證 (*.pem *.crt *.cer)</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
  </context>
  <context>
    <name>ServicePage</name>
    <message>
      <source>Contin&amp;ue even if it doesn't work yet</source>
      <translation>即使暫時無法使用也繼續(&amp;U)</translation>
    </message>
    <message>
      <source>Saving the token… If the keyring asks for a password, enter it there.</source>
      <translation>正在儲存權杖。如果金鑰圈跳出視窗要求密碼，請在其中輸入。</translation>
    </message>
    <message>
      <source>Saving the token</source>
      <translation>正在儲存權杖</translation>
    </message>
    <message>
      <source>Tick “I agree” first. The key isn't sent before you do.</source>
      <translation>請先勾選「我同意」。在此之前不會傳送 API Key。</translation>
    </message>
    <message>
      <source>Model Studio</source>
      <translation>百煉</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s)</source>
      <translation>
        <numerusform>%n 個語音</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServiceTrial</name>
    <message>
      <source>{host} responded with {status}. The service is busy or starting. This can take a minute…</source>
      <translation>{host} 傳回 {status}：服務忙碌或正在啟動，可能需要一分鐘…</translation>
    </message>
    <message>
      <source>{host} hasn't responded yet. It may be starting…</source>
      <translation>{host} 尚未回應，可能正在啟動…</translation>
    </message>
    <message>
      <source>Connecting to {host}…</source>
      <translation>正在連線至 {host}…</translation>
    </message>
    <message numerus="yes">
      <source>%n second(s)</source>
      <translation>
        <numerusform>%n 秒</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ServicesPage</name>
    <message>
      <source>Add a service…</source>
      <translation>新增服務…</translation>
    </message>
    <message>
      <source>Services</source>
      <translation>服務</translation>
    </message>
    <message>
      <source>If the one in use doesn't respond, the first one that does is the fallback. Drag a service to change the order, or press Alt+Up and Alt+Down.</source>
      <translation>目前的服務沒有回應時，由第一個有回應的服務代替。拖曳服務，或按 Alt+↑ 和 Alt+↓，可變更順序。</translation>
    </message>
    <message>
      <source>En&amp;gines of the built-in voice…</source>
      <translation>內建語音的引擎(&amp;G)…</translation>
    </message>
    <message>
      <source>Install an engine that sounds better, or one that clones</source>
      <translation>安裝音質更好或可複刻的引擎</translation>
    </message>
    <message>
      <source>&amp;Add…</source>
      <translation>新增(&amp;A)…</translation>
    </message>
    <message>
      <source>&amp;Edit…</source>
      <translation>編輯(&amp;E)…</translation>
    </message>
    <message>
      <source>&amp;Use this</source>
      <translation>設為使用中(&amp;U)</translation>
    </message>
    <message>
      <source>Invite a p&amp;hone…</source>
      <translation>邀請手機(&amp;H)…</translation>
    </message>
    <message>
      <source>Mo&amp;ve up</source>
      <translation>上移(&amp;V)</translation>
    </message>
    <message>
      <source>Move &amp;down</source>
      <translation>下移(&amp;D)</translation>
    </message>
    <message>
      <source>Re&amp;move…</source>
      <translation>移除(&amp;M)…</translation>
    </message>
    <message>
      <source>Remove a service</source>
      <translation>移除服務</translation>
    </message>
    <message>
      <source>Remove “{name}”, including its address and token?</source>
      <translation>移除「{name}」及其網址和權杖嗎？</translation>
    </message>
    <message>
      <source>Its voices stay on the service.</source>
      <translation>其音色會保留在服務上。</translation>
    </message>
    <message>
      <source>Speaking styles that use it will stop working.</source>
      <translation>使用此服務的朗讀風格將失效。</translation>
    </message>
    <message>
      <source>On this computer</source>
      <translation>在本機執行</translation>
    </message>
    <message>
      <source>Built-in voice</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>Model Studio ({place})</source>
      <translation>百煉（{place}）</translation>
    </message>
    <message>
      <source>· token in the keyring</source>
      <translation> · 權杖在金鑰圈中</translation>
    </message>
    <message>
      <source>· token in a file</source>
      <translation> · 權杖在檔案中</translation>
    </message>
    <message>
      <source>Not responding</source>
      <translation>沒有回應</translation>
    </message>
  </context>
  <context>
    <name>SettingsWindow</name>
    <message>
      <source>Settings – CosyVoice Home</source>
      <translation>設定 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Pages of the settings</source>
      <translation>設定頁面</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>啟動</translation>
    </message>
    <message>
      <source>Voices &amp; services</source>
      <translation>音色與服務</translation>
    </message>
    <message>
      <source>Reading</source>
      <translation>朗讀</translation>
    </message>
    <message>
      <source>Appearance</source>
      <translation>外觀</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>音效</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>快速鍵</translation>
    </message>
    <message>
      <source>Home</source>
      <translation>家庭</translation>
    </message>
    <message>
      <source>History &amp; privacy</source>
      <translation>歷史記錄與隱私</translation>
    </message>
    <message>
      <source>About</source>
      <translation>關於</translation>
    </message>
    <message>
      <source>Saving the token… If the keyring asks for a password, enter it there.</source>
      <translation>正在儲存權杖。如果金鑰圈跳出視窗要求密碼，請在其中輸入。</translation>
    </message>
    <message>
      <source>Saving the token</source>
      <translation>正在儲存權杖</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>設定</translation>
    </message>
    <message>
      <source>Save your changes before closing?</source>
      <translation>關閉前要儲存變更嗎？</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>再試一次</translation>
    </message>
    <message>
      <source>The change to the services isn't saved.</source>
      <translation>對服務的變更尚未儲存。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>復原</translation>
    </message>
  </context>
  <context>
    <name>Sleep</name>
    <message>
      <source>Off</source>
      <translation>關</translation>
    </message>
    <message numerus="yes">
      <source>In %n minutes</source>
      <translation>
        <numerusform>%n 分鐘後</numerusform>
      </translation>
    </message>
    <message>
      <source>At the end of this chapter</source>
      <translation>本章結束時</translation>
    </message>
    <message>
      <source>At the end of this text</source>
      <translation>讀完這篇時</translation>
    </message>
    <message>
      <source>end of chapter</source>
      <translation>本章結束</translation>
    </message>
    <message>
      <source>end of text</source>
      <translation>讀完這篇</translation>
    </message>
    <message>
      <source>end of sentence</source>
      <translation>讀完這句</translation>
    </message>
    <message>
      <source>{minutes} min</source>
      <translation>{minutes} 分鐘</translation>
    </message>
  </context>
  <context>
    <name>SleepChip</name>
    <message>
      <source>Sleep timer</source>
      <translation>睡眠計時</translation>
    </message>
    <message>
      <source>Pause automatically</source>
      <translation>自動暫停</translation>
    </message>
    <message>
      <source>Available while a text is read.</source>
      <translation>朗讀時可用。</translation>
    </message>
    <message>
      <source> min</source>
      <translation> 分鐘</translation>
    </message>
    <message>
      <source>Pause after (minutes)</source>
      <translation>幾分鐘後暫停</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>開始</translation>
    </message>
    <message>
      <source>After:</source>
      <translation>時間：</translation>
    </message>
    <message>
      <source>Sleep timer: {left}</source>
      <translation>睡眠計時：{left}</translation>
    </message>
    <message>
      <source>Sleep timer: pause automatically</source>
      <translation>睡眠計時：自動暫停</translation>
    </message>
  </context>
  <context>
    <name>SoundPage</name>
    <message>
      <source>System default</source>
      <translation>系統預設</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>重新整理(&amp;R)</translation>
    </message>
    <message>
      <source>Look for newly connected devices</source>
      <translation>重新偵測裝置</translation>
    </message>
    <message>
      <source>Volume</source>
      <translation>音量</translation>
    </message>
    <message>
      <source>&amp;Output:</source>
      <translation>輸出(&amp;O)：</translation>
    </message>
    <message>
      <source>&amp;Volume:</source>
      <translation>音量(&amp;V)：</translation>
    </message>
    <message>
      <source>{name} (not connected)</source>
      <translation>{name}（未連接）</translation>
    </message>
    <message>
      <source>This is how loud and how fast I read to you.</source>
      <translation>我為你朗讀時，就是這樣的音量和語速。</translation>
    </message>
  </context>
  <context>
    <name>SpeakersList</name>
    <message>
      <source>{name} (not available)</source>
      <translation>{name}（無法使用）</translation>
    </message>
  </context>
  <context>
    <name>SpeedChip</name>
    <message>
      <source>Speed</source>
      <translation>語速</translation>
    </message>
    <message>
      <source>Exactly:</source>
      <translation>精確值：</translation>
    </message>
    <message>
      <source>Speed: {speed}</source>
      <translation>語速：{speed}</translation>
    </message>
  </context>
  <context>
    <name>StartBox</name>
    <message>
      <source>&amp;Start in the tray at login</source>
      <translation>登入時在系統匣中啟動(&amp;S)</translation>
    </message>
  </context>
  <context>
    <name>StartPage</name>
    <message>
      <source>Continue where you left off</source>
      <translation>從上次的位置繼續</translation>
    </message>
    <message>
      <source>Open a file…</source>
      <translation>開啟檔案…</translation>
    </message>
    <message>
      <source>EPUB, PDF, Word, text</source>
      <translation>EPUB、PDF、Word、文字檔</translation>
    </message>
    <message>
      <source>Paste text</source>
      <translation>貼上文字</translation>
    </message>
    <message>
      <source>or just type</source>
      <translation>或直接輸入</translation>
    </message>
    <message>
      <source>A web page…</source>
      <translation>網頁…</translation>
    </message>
    <message>
      <source>by its address</source>
      <translation>輸入網址</translation>
    </message>
    <message>
      <source>What should I read?</source>
      <translation>想聽什麼？</translation>
    </message>
    <message>
      <source>Continue</source>
      <translation>繼續</translation>
    </message>
    <message>
      <source>In any program: select text and press {keys}.</source>
      <translation>在任何程式中：選取文字，按 {keys}。</translation>
    </message>
  </context>
  <context>
    <name>State</name>
    <message>
      <source>the built-in voice</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>就緒</translation>
    </message>
    <message>
      <source>Reading aloud</source>
      <translation>正在朗讀</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暫停</translation>
    </message>
    <message>
      <source>Opening “{name}”…</source>
      <translation>正在開啟「{name}」…</translation>
    </message>
    <message>
      <source>Asking “{service}”…</source>
      <translation>正在請求「{service}」…</translation>
    </message>
    <message>
      <source>Waiting for “{service}”… {seconds} s</source>
      <translation>正在等待「{service}」… {seconds} 秒</translation>
    </message>
    <message>
      <source>“{service}” is waking up… {seconds} s</source>
      <translation>「{service}」正在喚醒… {seconds} 秒</translation>
    </message>
    <message>
      <source>Waiting for the built-in voice… {seconds} s</source>
      <translation>正在等待內建語音… {seconds} 秒</translation>
    </message>
    <message>
      <source>Starting the built-in voice…</source>
      <translation>正在啟動內建語音…</translation>
    </message>
    <message>
      <source>The built-in voice is starting… {seconds} s</source>
      <translation>內建語音正在啟動… {seconds} 秒</translation>
    </message>
  </context>
  <context>
    <name>StudioFields</name>
    <message>
      <source>New voices are made for this model. A voice speaks only with its own model.</source>
      <translation>新語音將為此模型建立。語音只能搭配自身的模型使用。</translation>
    </message>
    <message>
      <source>I a&amp;gree</source>
      <translation>我同意(&amp;G)</translation>
    </message>
    <message>
      <source>Model-Studio</source>
      <translation>百煉</translation>
    </message>
    <message>
      <source>Model-Studio-{place}</source>
      <translation>百煉-{place}</translation>
    </message>
    <message>
      <source>Create a key in the Model Studio console</source>
      <translation>在百煉主控台建立 API Key</translation>
    </message>
    <message>
      <source>I agree: {where}</source>
      <translation>我同意：{where}</translation>
    </message>
  </context>
  <context>
    <name>Styles</name>
    <message>
      <source>Dialects</source>
      <translation>方言</translation>
    </message>
    <message>
      <source>Cantonese</source>
      <translation>粵語</translation>
    </message>
    <message>
      <source>Sichuan</source>
      <translation>四川話</translation>
    </message>
    <message>
      <source>Shanghai</source>
      <translation>上海話</translation>
    </message>
    <message>
      <source>Zhengzhou</source>
      <translation>鄭州話</translation>
    </message>
    <message>
      <source>Changsha</source>
      <translation>長沙話</translation>
    </message>
    <message>
      <source>Tianjin</source>
      <translation>天津話</translation>
    </message>
    <message>
      <source>Moods</source>
      <translation>情緒</translation>
    </message>
    <message>
      <source>Calm</source>
      <translation>冷靜</translation>
    </message>
    <message>
      <source>Happy</source>
      <translation>開心</translation>
    </message>
    <message>
      <source>Sad</source>
      <translation>悲傷</translation>
    </message>
    <message>
      <source>Surprised</source>
      <translation>驚訝</translation>
    </message>
    <message>
      <source>Angry</source>
      <translation>憤怒</translation>
    </message>
    <message>
      <source>Fearful</source>
      <translation>恐懼</translation>
    </message>
    <message>
      <source>Disgusted</source>
      <translation>厭惡</translation>
    </message>
    <message>
      <source>Serious</source>
      <translation>嚴肅</translation>
    </message>
    <message>
      <source>Gentle</source>
      <translation>溫柔</translation>
    </message>
    <message>
      <source>Pace</source>
      <translation>節奏</translation>
    </message>
    <message>
      <source>Fast</source>
      <translation>快速</translation>
    </message>
    <message>
      <source>Very fast</source>
      <translation>非常快</translation>
    </message>
    <message>
      <source>Slow</source>
      <translation>慢速</translation>
    </message>
    <message>
      <source>Very slow</source>
      <translation>非常慢</translation>
    </message>
    <message>
      <source>Roles</source>
      <translation>角色</translation>
    </message>
    <message>
      <source>Mysterious</source>
      <translation>神祕</translation>
    </message>
    <message>
      <source>Fierce</source>
      <translation>兇猛</translation>
    </message>
    <message>
      <source>Curious</source>
      <translation>好奇</translation>
    </message>
    <message>
      <source>Elegant</source>
      <translation>優雅</translation>
    </message>
    <message>
      <source>Lonely</source>
      <translation>孤獨</translation>
    </message>
    <message>
      <source>Robot</source>
      <translation>機器人</translation>
    </message>
    <message>
      <source>Peppa Pig</source>
      <translation>粉紅豬小妹</translation>
    </message>
  </context>
  <context>
    <name>Takes</name>
    <message>
      <source>Take {number} · {seconds} s</source>
      <translation>第 {number} 次 · {seconds} 秒</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Play take {number}</source>
      <translation>播放第 {number} 次錄音</translation>
    </message>
  </context>
  <context>
    <name>TextView</name>
    <message>
      <source>Go to current sentence</source>
      <translation>回到目前的句子</translation>
    </message>
    <message>
      <source>Follow the reading again (Ctrl+L)</source>
      <translation>重新跟隨朗讀（Ctrl+L）</translation>
    </message>
  </context>
  <context>
    <name>Toast</name>
    <message>
      <source>Message</source>
      <translation>訊息</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>關閉</translation>
    </message>
  </context>
  <context>
    <name>TokenKeeping</name>
    <message>
      <source>Without a keyring, the token can be saved in a file that only you can read:
{file}
Apps that run under your account, and backups, can also read it.</source>
      <translation>沒有金鑰圈時，可將權杖儲存在只有您能讀取的檔案裡：
{file}
以您的身分執行的程式和備份也能讀取該檔案。</translation>
    </message>
    <message>
      <source>Save to a &amp;file</source>
      <translation>儲存在檔案裡(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Try again</source>
      <translation>再試一次(&amp;T)</translation>
    </message>
    <message>
      <source>Go &amp;back</source>
      <translation>返回(&amp;B)</translation>
    </message>
    <message>
      <source>The token of a service you removed is still there.</source>
      <translation>您移除的服務的權杖仍留在那裡。</translation>
    </message>
    <message>
      <source>&amp;Leave it there</source>
      <translation>留在那裡(&amp;L)</translation>
    </message>
    <message>
      <source>Token</source>
      <translation>權杖</translation>
    </message>
  </context>
  <context>
    <name>TryPage</name>
    <message>
      <source>A sentence to try</source>
      <translation>試讀的句子</translation>
    </message>
    <message>
      <source>&amp;Read it</source>
      <translation>朗讀(&amp;R)</translation>
    </message>
    <message>
      <source>Make your own voice</source>
      <translation>製作自己的語音</translation>
    </message>
    <message>
      <source>Ten seconds of speech are enough.</source>
      <translation>十秒錄音就夠了。</translation>
    </message>
    <message>
      <source>&amp;Make my voice</source>
      <translation>製作我的語音(&amp;M)</translation>
    </message>
    <message>
      <source>It can sound better</source>
      <translation>還可以更好聽</translation>
    </message>
    <message>
      <source>Neural engines speak like people, on this computer. See what each costs.</source>
      <translation>神經網路引擎在本機執行，聲音像真人。查看各自的佔用。</translation>
    </message>
    <message>
      <source>&amp;Get a better voice…</source>
      <translation>取得更好的語音(&amp;G)…</translation>
    </message>
    <message>
      <source>The app stays in the system tray, next to the clock. Right-click its icon for all it can do. Files and links can be dropped on the Reader.</source>
      <translation>應用程式留在系統匣（時鐘旁邊）。以右鍵按圖示可看到全部功能。檔案和連結可以拖到朗讀視窗。</translation>
    </message>
    <message>
      <source>This desktop has no system tray: the Reader window stays open, and everything else is in its menu. Files and links can be dropped on it.</source>
      <translation>此桌面沒有系統匣：朗讀視窗保持開啟，其他功能都在選單裡。檔案和連結可以拖到視窗上。</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>Select me and press {keys}: this is how I sound.</source>
      <translation>選取我，然後按 {keys}：我的聲音就是這樣。</translation>
    </message>
    <message>
      <source>This is how I sound.</source>
      <translation>我的聲音就是這樣。</translation>
    </message>
    <message>
      <source>Heard. It works in every program.</source>
      <translation>聽到了。在任何程式中都可以這樣用。</translation>
    </message>
    <message>
      <source>Heard.</source>
      <translation>聽到了。</translation>
    </message>
    <message>
      <source>Press {keys} now: the sentence is selected.</source>
      <translation>現在按 {keys}：句子已選取。</translation>
    </message>
    <message>
      <source>No hotkey is set up here. Settings &gt; Shortcuts says what can be done.</source>
      <translation>這裡沒有可用的快速鍵。「設定 &gt; 快速鍵」中有說明。</translation>
    </message>
  </context>
  <context>
    <name>UsedPart</name>
    <message>
      <source>Cloned &amp;from</source>
      <translation>複刻所用的片段(&amp;F)</translation>
    </message>
    <message>
      <source>The best part: {part}</source>
      <translation>最佳片段：{part}</translation>
    </message>
    <message>
      <source>The whole recording: {part}</source>
      <translation>整段錄音：{part}</translation>
    </message>
    <message>
      <source>{engine} clones from this part: “{words}”</source>
      <translation>{engine} 用這個片段複刻：「{words}」</translation>
    </message>
    <message>
      <source>{begin} s to {end} s, “{words}”</source>
      <translation>{begin} 秒到 {end} 秒，「{words}」</translation>
    </message>
  </context>
  <context>
    <name>VoiceChip</name>
    <message>
      <source>Voice</source>
      <translation>語音</translation>
    </message>
    <message>
      <source>Built-in</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>Using {other} instead of {service}</source>
      <translation>改用 {other} 朗讀（{service} 沒有回應）</translation>
    </message>
  </context>
  <context>
    <name>VoiceDetails</name>
    <message>
      <source>Details of “{voice}” – CosyVoice Home</source>
      <translation>「{voice}」的詳細資訊 – CosyVoice Home</translation>
    </message>
    <message>
      <source>not reported by the service</source>
      <translation>服務未提供</translation>
    </message>
    <message>
      <source>Service:</source>
      <translation>服務：</translation>
    </message>
    <message>
      <source>Length:</source>
      <translation>長度：</translation>
    </message>
    <message>
      <source>Size:</source>
      <translation>大小：</translation>
    </message>
    <message>
      <source>Added:</source>
      <translation>新增時間：</translation>
    </message>
    <message>
      <source>Model:</source>
      <translation>模型：</translation>
    </message>
    <message>
      <source>Speaking styles:</source>
      <translation>朗讀風格：</translation>
    </message>
    <message>
      <source>ID:</source>
      <translation>ID：</translation>
    </message>
    <message>
      <source>Transcript:</source>
      <translation>逐字稿：</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>詳細資訊</translation>
    </message>
  </context>
  <context>
    <name>VoiceFileDialog</name>
    <message>
      <source>Make a voice from a file</source>
      <translation>用檔案製作語音</translation>
    </message>
    <message>
      <source>Audio and video ({patterns})</source>
      <translation>音訊和影片 ({patterns})</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有檔案 (*)</translation>
    </message>
  </context>
  <context>
    <name>Voices</name>
    <message>
      <source>Keep the recording? You haven't made a voice from it yet.</source>
      <translation>保留這段錄音嗎？尚未用來製作語音。</translation>
    </message>
    <message>
      <source>You can continue later from the list of voices.</source>
      <translation>以後可以從語音清單繼續。</translation>
    </message>
    <message>
      <source>&amp;Keep recording</source>
      <translation>保留錄音(&amp;K)</translation>
    </message>
    <message>
      <source>&amp;Delete recording</source>
      <translation>刪除錄音(&amp;D)</translation>
    </message>
    <message>
      <source>Sample voice</source>
      <translation>範例語音</translation>
    </message>
  </context>
  <context>
    <name>VoicesModel</name>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} 秒</translation>
    </message>
    <message>
      <source>In review</source>
      <translation>審核中</translation>
    </message>
    <message>
      <source>Refused by the service</source>
      <translation>服務未通過</translation>
    </message>
    <message>
      <source>Default voice</source>
      <translation>預設語音</translation>
    </message>
    <message>
      <source>Style: {names}</source>
      <translation>風格：{names}</translation>
    </message>
    <message>
      <source>Model {model}</source>
      <translation>模型 {model}</translation>
    </message>
    <message>
      <source>Reads now</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>“{said}”</source>
      <translation>「{said}」</translation>
    </message>
    <message>
      <source>The service reviewed this voice and refused it. Record it again.</source>
      <translation>服務審核後未通過此語音。請重新錄製。</translation>
    </message>
    <message>
      <source>The service is reviewing this voice. Refresh the list in a moment.</source>
      <translation>服務正在審核此語音。請稍後重新整理清單。</translation>
    </message>
    <message>
      <source>This voice speaks only with the model {model}. New voices are made for {other}. It isn't used unless you choose it.</source>
      <translation>此語音只能使用模型 {model}，新語音則為 {other} 建立。除非您主動選擇，否則不會使用。</translation>
    </message>
    <message>
      <source>Speaking styles with this voice: {names}</source>
      <translation>使用此語音的朗讀風格：{names}</translation>
    </message>
  </context>
  <context>
    <name>VoicesWindow</name>
    <message>
      <source>Voices – CosyVoice Home</source>
      <translation>語音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>&amp;Read with this voice</source>
      <translation>用這個語音朗讀(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Make a voice</source>
      <translation>製作語音(&amp;M)</translation>
    </message>
    <message>
      <source>From a &amp;file…</source>
      <translation>從檔案(&amp;F)…</translation>
    </message>
    <message>
      <source>Re&amp;name here…</source>
      <translation>在本機重新命名(&amp;N)…</translation>
    </message>
    <message>
      <source>New speaking st&amp;yle…</source>
      <translation>新增朗讀風格(&amp;Y)…</translation>
    </message>
    <message>
      <source>&amp;Play the recording</source>
      <translation>播放錄音(&amp;P)</translation>
    </message>
    <message>
      <source>Copy &amp;ID</source>
      <translation>複製 ID(&amp;I)</translation>
    </message>
    <message>
      <source>De&amp;tails…</source>
      <translation>詳細資訊(&amp;T)…</translation>
    </message>
    <message>
      <source>&amp;Delete…</source>
      <translation>刪除(&amp;D)…</translation>
    </message>
    <message>
      <source>Refresh</source>
      <translation>重新整理</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>搜尋</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>關閉</translation>
    </message>
    <message>
      <source>Voices</source>
      <translation>語音</translation>
    </message>
    <message>
      <source>Refresh (F5)</source>
      <translation>重新整理 (F5)</translation>
    </message>
    <message>
      <source>Search names and transcripts</source>
      <translation>搜尋名稱和逐字稿</translation>
    </message>
    <message>
      <source>Order</source>
      <translation>排序</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>最新的在前</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>最舊的在前</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>依名稱</translation>
    </message>
    <message>
      <source>Longest first</source>
      <translation>最長的在前</translation>
    </message>
    <message>
      <source>Ten seconds of speech make a voice. Select “Make a voice” and read a few lines, or drop a recording here.</source>
      <translation>十秒鐘的錄音就能做成一個語音。按「製作語音」朗讀幾句話，或把錄音拖到這裡。</translation>
    </message>
    <message>
      <source>Whose voice shall read to you?</source>
      <translation>想聽誰的聲音為您朗讀？</translation>
    </message>
    <message>
      <source>Yours, your mother's, your child's: ten seconds are enough. Ask them first.</source>
      <translation>您自己的、媽媽的、孩子的：十秒鐘就夠了。請先徵得本人同意。</translation>
    </message>
    <message>
      <source>Show all voices</source>
      <translation>顯示所有語音</translation>
    </message>
    <message>
      <source>No voice found</source>
      <translation>找不到語音</translation>
    </message>
    <message>
      <source>Try a&amp;gain</source>
      <translation>再試一次(&amp;G)</translation>
    </message>
    <message>
      <source>Open settings</source>
      <translation>開啟設定</translation>
    </message>
    <message>
      <source>Can't list the voices</source>
      <translation>無法列出語音</translation>
    </message>
    <message>
      <source>What a voice says when you hear it</source>
      <translation>試聽時朗讀的句子</translation>
    </message>
    <message>
      <source>&amp;Sentence:</source>
      <translation>試聽句子(&amp;S)：</translation>
    </message>
    <message>
      <source>the built-in voice</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>“{service}”</source>
      <translation>「{service}」</translation>
    </message>
    <message>
      <source>No voices on “{service}” yet</source>
      <translation>「{service}」上還沒有語音</translation>
    </message>
    <message>
      <source>No voices on this computer yet</source>
      <translation>本機還沒有語音</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) on this computer</source>
      <translation>
        <numerusform>本機有 %n 個語音</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) on “{service}” · shared with everyone who uses this service</source>
      <translation>
        <numerusform>「{service}」上有 %n 個語音 · 使用此服務的人都能看到</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Search %n voice(s)</source>
      <translation>
        <numerusform>搜尋 %n 個語音</numerusform>
      </translation>
    </message>
    <message>
      <source>Waiting for {service} to list its voices…</source>
      <translation>正在等待{service}列出語音…</translation>
    </message>
    <message>
      <source>No voice has “{words}” in its name or transcript.</source>
      <translation>沒有名稱或逐字稿含有「{words}」的語音。</translation>
    </message>
    <message>
      <source>Now reading with “{voice}”.</source>
      <translation>現在用「{voice}」朗讀。</translation>
    </message>
    <message>
      <source>Now reading with “{voice}” instead of the speaking style “{style}”.</source>
      <translation>改用「{voice}」朗讀，不再使用朗讀風格「{style}」。</translation>
    </message>
    <message>
      <source>It speaks with its own model, {model}.</source>
      <translation>使用自身的模型 {model}。</translation>
    </message>
    <message>
      <source>Rename voice – CosyVoice Home</source>
      <translation>重新命名語音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Name of this voice on this computer. Others keep seeing its old name.
Leave it empty to use the name that the service has.</source>
      <translation>此語音在本機上的名稱，其他人看到的名稱不變。
留空則使用服務上的名稱。</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>重新命名</translation>
    </message>
    <message>
      <source>St&amp;op</source>
      <translation>停止(&amp;O)</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>試聽(&amp;H)</translation>
    </message>
    <message>
      <source>Added “{voice}” on {service}.</source>
      <translation>已新增「{voice}」到{service}。</translation>
    </message>
    <message>
      <source>Added “{voice}”.</source>
      <translation>已新增「{voice}」。</translation>
    </message>
    <message>
      <source>The service is still reviewing it. You can use it after that.</source>
      <translation>服務仍在審核，通過後即可使用。</translation>
    </message>
    <message>
      <source>Re&amp;fresh</source>
      <translation>重新整理(&amp;F)</translation>
    </message>
    <message>
      <source>Delete voices – CosyVoice Home</source>
      <translation>刪除語音 – CosyVoice Home</translation>
    </message>
    <message>
      <source>Delete the voice “{voice}”?</source>
      <translation>刪除語音「{voice}」嗎？</translation>
    </message>
    <message numerus="yes">
      <source>Delete %n voice(s)?</source>
      <translation>
        <numerusform>刪除 %n 個語音嗎？</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Delete</source>
      <translation>刪除(&amp;D)</translation>
    </message>
    <message>
      <source>This affects everyone who uses “{service}”.</source>
      <translation>刪除後，使用「{service}」的所有人都不能再用。</translation>
    </message>
    <message>
      <source>This deletes your current voice. The newest voice will be used instead.</source>
      <translation>目前的語音將被刪除，之後改用最新的語音。</translation>
    </message>
    <message numerus="yes">
      <source>%n speaking style(s) will stop working: {names}.</source>
      <translation>
        <numerusform>%n 個朗讀風格將失效：{names}。</numerusform>
      </translation>
    </message>
    <message>
      <source>This can't be undone.</source>
      <translation>此動作無法復原。</translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted.</source>
      <translation>
        <numerusform>已刪除 %n 個語音。</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n voice(s) deleted on {service}.</source>
      <translation>
        <numerusform>已在{service}上刪除 %n 個語音。</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>VolumeButton</name>
    <message>
      <source>Volume</source>
      <translation>音量</translation>
    </message>
    <message>
      <source>Volume: {percent}%</source>
      <translation>音量：{percent}%</translation>
    </message>
    <message>
      <source>{percent}%</source>
      <translation>{percent}%</translation>
    </message>
  </context>
  <context>
    <name>Waveform</name>
    <message>
      <source>Waveform</source>
      <translation>波形</translation>
    </message>
    <message>
      <source>Start of the selected part</source>
      <translation>片段起點</translation>
    </message>
    <message>
      <source>End of the selected part</source>
      <translation>片段終點</translation>
    </message>
    <message>
      <source>{seconds} s</source>
      <translation>{seconds} 秒</translation>
    </message>
  </context>
  <context>
    <name>Ways</name>
    <message>
      <source>Asks the service for this mood.</source>
      <translation>請服務用這種情緒朗讀。</translation>
    </message>
    <message>
      <source>Chinese texts are read in this dialect.</source>
      <translation>中文用這種方言朗讀。</translation>
    </message>
    <message>
      <source>As in the recording</source>
      <translation>和錄音一樣</translation>
    </message>
    <message>
      <source>Speaks the language of the recording, in its tone.</source>
      <translation>用錄音的語言和語氣朗讀。</translation>
    </message>
    <message>
      <source>In other languages</source>
      <translation>說其他語言</translation>
    </message>
    <message>
      <source>Speaks languages that the recording doesn't.</source>
      <translation>可以說錄音裡沒有的語言。</translation>
    </message>
    <message>
      <source>Cheerful</source>
      <translation>歡快</translation>
    </message>
    <message>
      <source>Calm</source>
      <translation>平靜</translation>
    </message>
    <message>
      <source>Whisper</source>
      <translation>輕聲細語</translation>
    </message>
    <message>
      <source>Sichuan</source>
      <translation>四川話</translation>
    </message>
    <message>
      <source>Cantonese</source>
      <translation>粵語</translation>
    </message>
    <message>
      <source>My own words…</source>
      <translation>自己描述…</translation>
    </message>
    <message>
      <source>Follows the mood, dialect, or role that you describe.</source>
      <translation>依您描述的情緒、方言或角色朗讀。</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <source>Welcome to CosyVoice Home</source>
      <translation>歡迎使用 CosyVoice Home</translation>
    </message>
    <message>
      <source>&amp;Back</source>
      <translation>上一步(&amp;B)</translation>
    </message>
    <message>
      <source>Set up &amp;later</source>
      <translation>稍後設定(&amp;L)</translation>
    </message>
    <message>
      <source>Co&amp;ntinue</source>
      <translation>繼續(&amp;N)</translation>
    </message>
    <message>
      <source>&amp;Done</source>
      <translation>完成(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Open the Reader</source>
      <translation>開啟朗讀視窗(&amp;O)</translation>
    </message>
    <message>
      <source>Who should read to you?</source>
      <translation>由誰為您朗讀？</translation>
    </message>
    <message>
      <source>You can change this at any time in the settings.</source>
      <translation>以後可以隨時在設定裡變更。</translation>
    </message>
    <message>
      <source>Your Model Studio key</source>
      <translation>百煉的 API Key</translation>
    </message>
    <message>
      <source>Where is your service?</source>
      <translation>您的服務在哪裡？</translation>
    </message>
    <message>
      <source>Neither the key nor anything you read or record is sent before you agree.</source>
      <translation>在您同意之前，不會傳送 API Key，也不會傳送任何文字和錄音。</translation>
    </message>
    <message>
      <source>It is tested as soon as you enter its address.</source>
      <translation>填寫位址後會立即測試。</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>試一試</translation>
    </message>
    <message>
      <source>Any text, in any program, is read this way.</source>
      <translation>任何程式裡的文字都可以這樣朗讀。</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
  </context>
  <context>
    <name>WhoPage</name>
    <message>
      <source>The built-in voice</source>
      <translation>內建語音</translation>
    </message>
    <message>
      <source>A CosyVoice service</source>
      <translation>CosyVoice 服務</translation>
    </message>
    <message>
      <source>A Model Studio key</source>
      <translation>阿里雲百煉的 API Key</translation>
    </message>
    <message>
      <source>Works right away, offline, in many languages. It sounds synthetic.</source>
      <translation>立即可用，無需網路，支援多種語言。聽起來像機器。</translation>
    </message>
    <message>
      <source>Sounds like a person, and speaks in voices you record. You need its address.</source>
      <translation>像真人，能用您錄製的語音朗讀。需要服務的位址。</translation>
    </message>
    <message>
      <source>Alibaba Cloud runs CosyVoice for you. Cloning is free, speech is billed.</source>
      <translation>由阿里雲執行 CosyVoice。複刻免費，朗讀計費。</translation>
    </message>
    <message>
      <source>Found on your network:</source>
      <translation>在網路中找到：</translation>
    </message>
    <message>
      <source>Hello! I am the built-in voice.</source>
      <translation>你好！我是內建語音。</translation>
    </message>
    <message>
      <source>Hello! This voice was made from a recording of a few seconds.</source>
      <translation>你好！這個語音來自幾秒鐘的錄音。</translation>
    </message>
    <message>
      <source>&amp;Hear it</source>
      <translation>試聽(&amp;H)</translation>
    </message>
    <message>
      <source>Hear an &amp;example</source>
      <translation>試聽範例(&amp;E)</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
  </context>
  <context>
    <name>WhoReads</name>
    <message>
      <source>Built-in</source>
      <translation>內建</translation>
    </message>
    <message>
      <source>Newest voice</source>
      <translation>最新的語音</translation>
    </message>
    <message>
      <source>Selected voice</source>
      <translation>選定的語音</translation>
    </message>
    <message>
      <source>Voice: {name}</source>
      <translation>語音：{name}</translation>
    </message>
    <message>
      <source>Speaking style: {name}</source>
      <translation>朗讀風格：{name}</translation>
    </message>
    <message>
      <source>Speaking styles</source>
      <translation>朗讀風格</translation>
    </message>
    <message>
      <source>All &amp;voices…</source>
      <translation>所有語音(&amp;V)…</translation>
    </message>
    <message>
      <source>Speaking st&amp;yles…</source>
      <translation>朗讀風格(&amp;Y)…</translation>
    </message>
  </context>
  <context>
    <name>_ReadsNow</name>
    <message>
      <source>Reads now</source>
      <translation>使用中</translation>
    </message>
  </context>
</TS>
